import { expect, test } from 'vitest';
import { ignored } from '../../../src/explain/axes/ignored.js';
import { causesOf, numbersOf } from '../../support/changes.js';

// user-questions.md S6: the losses of two rows of five tokens, of which two are pads.
const losses = [
  [0.1, 0.2, 0.1, 0.9, 0.7],
  [0.3, 0.5, 0.1, 0.4, 0.2],
];
const tokens = {
  framework: 'torch@2.1',
  loss: 'NLLLoss',
  y_true: [
    [0, 0, 0, -100, -100],
    [0, 0, 0, 0, 0],
  ],
  y_pred: losses.map((row) => [row.map((l) => -l), row.map(() => -3)]),
};

test('S6: token mean, pads as zeros, mean of rows, sum, perplexities', async () => {
  // Computed with pads of class 1 (loss 3) that nobody ignores: 1.9 + 2 · 3 over 10.
  const counted = { ...tokens, y_true: tokens.y_true.map((row) => row.map((y) => (y < 0 ? 1 : y))) };
  expect((await numbersOf(ignored, counted)).get('ignored labels=the largest')).toBeCloseTo(0.2375, 6);
  expect(await causesOf(counted, '0.2375')).toContain('ignored labels=the largest');
  expect(await causesOf(tokens, '0.19')).toContain('denominator=all elements of y_true');
  expect(await causesOf(tokens, '1.9000')).toContain('params.reduction=sum');
  expect(await causesOf(tokens, '0.216667')).toContain('batch_size=1');
  expect(await causesOf(tokens, '1.26807')).toContain('value=perplexity');
});

test('one label more, and the ignored one counted', async () => {
  const file = {
    framework: 'torch@2.1',
    loss: 'NLLLoss',
    y_true: [0, 1, 2, 2],
    y_pred: [
      [-0.1, -3, -4],
      [-2, -0.2, -4],
      [-3, -2, -0.7],
      [-3, -2, -0.3],
    ],
    params: { ignore_index: 2 },
  };
  const numbers = await numbersOf(ignored, file);
  expect(numbers.get('ignored labels=0')).toBeCloseTo(0.2, 6);
  expect(numbers.get('ignored labels=none')).toBeCloseTo((0.1 + 0.2 + 0.7 + 0.3) / 4, 6);
  const none = await numbersOf(ignored, { ...file, params: {} });
  expect(none.get('ignored labels=0')).toBeCloseTo((0.2 + 0.7 + 0.3) / 3, 6);
  expect(none.get('ignored labels=the largest')).toBeCloseTo((0.1 + 0.2) / 2, 6);
  expect(none.has('ignored labels=-100')).toBe(false);
});

test('where the loss has no such parameter, a mask or weights of 0', async () => {
  // Missing targets of −1: squared errors 4, 1 and 9 without them.
  const file = {
    framework: 'keras@3.5',
    loss: 'mse',
    y_true: [[2], [-1], [1], [5]],
    y_pred: [[0], [7], [2], [2]],
  };
  expect((await numbersOf(ignored, file)).get('ignored labels=-1')).toBeCloseTo((4 + 1 + 9) / 3, 6);
  expect(await causesOf(file, '4.666667')).toContain('ignored labels=-1');
  // −1 is one of the targets, not a mark: there is −2, too.
  const other = { ...file, y_true: [[2], [-1], [-2], [5]] };
  expect((await numbersOf(ignored, other)).size).toBe(0);
  const sklearn = { framework: 'sklearn', loss: 'log_loss', y_true: [0, 1, 1], y_pred: [0.2, 0.6, 0.7] };
  expect((await numbersOf(ignored, sklearn)).size).toBe(0);
});
