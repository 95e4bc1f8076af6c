import { expect, test } from 'vitest';
import { swap } from '../../../src/explain/axes/swap.js';
import { causesOf, numbersOf } from '../../support/changes.js';

const [P, Q] = [
  [
    [0.5, 0.5],
    [0.9, 0.1],
  ],
  [
    [0.75, 0.25],
    [0.6, 0.4],
  ],
];
// user-questions.md, smaller ones: divergences of the rows 0.143841 and 0.226289, their mean 0.185065.
// The other way: 0.75 ln 1.5 + 0.25 ln 0.5 = 0.130812, 0.6 ln (2/3) + 0.4 ln 4 = 0.311239: 0.221026.
const other = 0.5 * (0.75 * Math.log(1.5) + 0.25 * Math.log(0.5) + 0.6 * Math.log(2 / 3) + 0.4 * Math.log(4));
const logs = (rows: number[][]) => rows.map((r) => r.map(Math.log));

test('a divergence goes the other way', async () => {
  const keras = { framework: 'keras@3', loss: 'kl_divergence', y_true: P, y_pred: Q };
  expect((await numbersOf(swap, keras)).get('y_true, y_pred=y_pred, y_true')).toBeCloseTo(other, 6);
  expect(await causesOf(keras, '0.2210')).toContain('y_true, y_pred=y_pred, y_true');
  const torch = {
    framework: 'torch',
    loss: 'KLDivLoss',
    params: { reduction: 'batchmean' },
    y_true: P,
    y_pred: logs(Q),
  };
  expect((await numbersOf(swap, torch)).get('y_true, y_pred=exp(y_pred), log(y_true)')).toBeCloseTo(other, 6);
  expect(await causesOf(torch, '0.221025')).toContain('y_true, y_pred=exp(y_pred), log(y_true)');
});

// −(0.9 ln 1 + 0.1 ln ε): in float32 1 − (1 − 1e-7) is 2^-23, of which −ln is 15.942385 (S10).
test('a crossentropy of predictions that are labels', async () => {
  const file = { framework: 'keras@3', loss: 'bce', y_true: [[1]], y_pred: [[0.9]] };
  expect((await numbersOf(swap, file)).get('y_true, y_pred=y_pred, y_true')).toBeCloseTo(1.5942385, 6);
});

// keras 7524: CNTK gave 5.6413336. −(0.4 + 0.3) / 2 · ln 1e-7: all that is not on the label meets a 0.
test('class indices are one-hot rows where they are taken for predictions', async () => {
  const y_pred = [
    [0.3, 0.6, 0.1],
    [0.1, 0.2, 0.7],
  ];
  const file = { framework: 'keras@2.2', loss: 'sparse_categorical_crossentropy', y_true: [1, 2], y_pred };
  const id = 'y_true, y_pred=y_pred, one-hot y_true';
  expect((await numbersOf(swap, file)).get(id)).toBeCloseTo(0.35 * 16.118096, 5);
  expect(await causesOf(file, '5.6413336')).toContain(id);
});
