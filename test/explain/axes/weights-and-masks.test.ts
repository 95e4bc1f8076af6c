import { expect, test } from 'vitest';
import { mask } from '../../../src/explain/axes/mask.js';
import { sampleWeight } from '../../../src/explain/axes/sample-weight.js';
import { causesOf, numbersOf } from '../../support/changes.js';

/** Absolute errors l of predictions 0, [rows, steps, 1]. */
const steps = (l: number[][]) => ({
  framework: 'keras@3.5',
  loss: 'mae',
  y_true: l.map((row) => row.map((x) => [x])),
  y_pred: l.map((row) => row.map(() => [0])),
});

// user-questions.md S1: squared errors [0, 4, 4], weights [.1, 0, .1].
const s1 = {
  framework: 'keras@3.5',
  loss: 'mse',
  y_true: [[1], [4], [5]],
  y_pred: [[1], [2], [3]],
  sample_weight: [0.1, 0, 0.1],
};

test('S1: weights in other ways, all over 3', async () => {
  const numbers = await numbersOf(sampleWeight, s1);
  expect(numbers.get('sample_weight=left out')).toBeCloseTo(8 / 3, 6);
  expect(numbers.get('sample_weight=squared')).toBeCloseTo(0.04 / 3, 6);
  expect(numbers.get('sample_weight=normalised to a sum of 1')).toBeCloseTo(2 / 3, 6);
  expect(numbers.get('sample_weight=normalised to a mean of 1')).toBeCloseTo((1.5 * 4) / 3, 6);
  expect(numbers.get('sample_weight=their mean for all')).toBeCloseTo(((0.2 / 3) * 8) / 3, 6);
  expect(numbers.get('sample_weight=0 or 1')).toBeCloseTo(4 / 3, 6);
});

test('weights on another axis', async () => {
  const square = {
    ...steps([
      [1, 2],
      [3, 4],
    ]),
    sample_weight: [1, 3],
  };
  const numbers = await numbersOf(sampleWeight, square);
  // Of rows: (3 + 3 · 7) / 4; of steps, as Keras 3 does: (4 + 3 · 6) / 4.
  expect(numbers.get('sample_weight=along the other axis')).toBeCloseTo(22 / 4, 6);
  const each = {
    ...square,
    sample_weight: [
      [1, 3],
      [2, 0],
    ],
  };
  const more = await numbersOf(sampleWeight, each);
  expect(more.get('sample_weight=along the other axis')).toBeCloseTo((1 + 2 * 2 + 3 * 3 + 0) / 4, 6);
  expect(more.get('sample_weight=one for each row')).toBeCloseTo((2 * 3 + 1 * 7) / 4, 6);
});

test("torch's weight of each element", async () => {
  const file = { framework: 'torch@2.1', loss: 'BCELoss', y_true: [1, 1], y_pred: [0.5, 0.25] };
  const weighted = { ...file, params: { weight: [3, 1] } };
  const numbers = await numbersOf(sampleWeight, weighted);
  expect(numbers.get('sample_weight=left out')).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 6);
  expect(numbers.get('sample_weight=squared')).toBeCloseTo((9 * Math.log(2) + Math.log(4)) / 2, 6);
});

// user-questions.md S2: token mean 1.75, 0.875 over all, 5.375 without the mask.
const s2 = {
  ...steps([
    [1, 1, 1, 9],
    [4, 9, 9, 9],
  ]),
  mask: [
    [1, 1, 1, 0],
    [1, 0, 0, 0],
  ],
};

test('S2: what else may be done with a mask', async () => {
  const numbers = await numbersOf(mask, s2);
  expect(numbers.get('mask=left out')).toBeCloseTo(5.375, 6);
  expect(numbers.get('mask=as sample_weight')).toBeCloseTo(0.875, 6);
  expect(numbers.get('mask=inverted')).toBeCloseTo((9 + 27) / 4, 6);
  expect(numbers.get('mask=as zeros in y_true and y_pred')).toBeCloseTo(0.875, 6);
  // [0, 1, 1, 1] and [0, 1, 0, 0]; [1, 1, 0, 0] and nothing.
  expect(numbers.get('mask=a step later')).toBeCloseTo((1 + 1 + 9 + 9) / 4, 6);
  expect(numbers.get('mask=a step earlier')).toBeCloseTo(1, 6);
  expect(numbers.get('mask=of whole rows')).toBeCloseTo(5.375, 6);
  expect(await causesOf(s2, '5.375')).toContain('mask=left out');
  expect(await causesOf(s2, '0.8750')).toContain('mask=as sample_weight');
});
