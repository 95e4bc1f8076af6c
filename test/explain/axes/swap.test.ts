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
// user-questions.md, smaller ones: the divergences of the rows are 0.143841 and 0.226289, their mean 0.185065.
// The other way: 0.75 ln 1.5 + 0.25 ln 0.5 = 0.130812 and 0.6 ln (2/3) + 0.4 ln 4 = 0.311239, mean 0.221026.
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

test('class indices are no predictions', async () => {
  const file = { framework: 'torch', loss: 'CrossEntropyLoss', y_true: [0], y_pred: [[0.2]] };
  expect([...(await numbersOf(swap, file)).keys()]).toEqual([]);
});
