import { expect, test } from 'vitest';
import { tokens } from '../../../src/explain/axes/tokens.js';
import { causesOf, explanationOf, numbersOf } from '../../support/changes.js';

const mean = (...x: number[]) => x.reduce((a, b) => a + b, 0) / x.length;
/** Two rows of four timesteps and three classes. */
const P = [
  [
    [0.2, 0.5, 0.3],
    [0.6, 0.3, 0.1],
    [0.15, 0.05, 0.8],
    [0.25, 0.35, 0.4],
  ],
  [
    [0.45, 0.1, 0.45],
    [0.12, 0.7, 0.18],
    [0.33, 0.32, 0.35],
    [0.22, 0.58, 0.2],
  ],
];
const Y = [
  [1, 0, 2, 1],
  [2, 1, 0, 0],
];
/** Position t of row i with the label of position t + by, where there is one. */
const shifted = (by: number, weight = (_: number, __: number) => 1) =>
  Y.flatMap((row, i) =>
    row.flatMap((_, t) => {
      const label = row[t + by];
      return label === undefined ? [] : [-Math.log(P[i]![t]![label]!) * weight(i, t + by)];
    }),
  );
const keras = { framework: 'keras@3', loss: 'sparse_categorical_crossentropy', y_true: Y, y_pred: P };

test('targets[:, 1:] against predictions[:, :-1], and the other way', async () => {
  const numbers = await numbersOf(tokens, keras);
  expect(numbers.get('y_true=shifted by one token')).toBeCloseTo(mean(...shifted(1)), 6);
  expect(numbers.get('y_true=shifted by one token the other way')).toBeCloseTo(mean(...shifted(-1)), 6);
  const told = await causesOf(keras, mean(...shifted(1)).toPrecision(6));
  expect(told).toContain('y_true=shifted by one token');
});

test('the mask goes with the labels', async () => {
  const mask = [
    [1, 1, 1, 0],
    [1, 1, 0, 0],
  ];
  const numbers = await numbersOf(tokens, { ...keras, mask });
  const kept = shifted(1, (i, t) => mask[i]![t]!);
  const value = kept.reduce((a, b) => a + b, 0) / 3;
  expect(numbers.get('y_true=shifted by one token')).toBeCloseTo(value, 6);
});

test('torch has its classes second', async () => {
  const y_pred = P.map((row) => [0, 1, 2].map((k) => row.map((p) => Math.log(p[k]!))));
  const numbers = await numbersOf(tokens, { framework: 'torch', loss: 'NLLLoss', y_true: Y, y_pred });
  expect(numbers.get('y_true=shifted by one token')).toBeCloseTo(mean(...shifted(1)), 6);
});

// transformers 35066 and others: the loss of a causal model shifts labels itself.
test('a shift that the loss makes: undone, or made twice', async () => {
  const y_pred = P.map((row) => row.map((p) => p.map(Math.log)));
  const file = { framework: 'huggingface', loss: 'ForCausalLMLoss', y_true: Y, y_pred };
  const { computed } = await explanationOf(file, '0.1');
  expect(computed).toBeCloseTo(mean(...shifted(1)), 6);
  const numbers = await numbersOf(tokens, file);
  expect(numbers.get('params.shift_labels=given')).toBeCloseTo(mean(...shifted(0)), 6);
  expect(numbers.get('y_true=shifted by one token')).toBeCloseTo(mean(...shifted(2)), 6);
  expect(await causesOf(file, mean(...shifted(0)).toPrecision(6))).toContain('params.shift_labels=given');
  expect(await causesOf(file, mean(...shifted(2)).toPrecision(6))).toContain('y_true=shifted by one token');
});

test('rows one after the other', async () => {
  const file = { framework: 'torch', loss: 'MSELoss', y_true: [1, 2, 4], y_pred: [1.5, 3, 3] };
  // (2 − 1.5)² and (4 − 3)².
  expect((await numbersOf(tokens, file)).get('y_true=shifted by one row')).toBeCloseTo(0.625, 6);
});
