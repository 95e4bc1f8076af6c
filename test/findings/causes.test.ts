/** Causes that a second pair of eyes missed: each input with the value that arithmetic gives by hand. */
import { expect, test } from 'vitest';
import { explained } from '../support/audit.js';
import { causesOf } from '../support/changes.js';

const batches = {
  framework: 'keras@2.15',
  loss: 'mse',
  batch_size: 2,
  y_true: [[1], [2], [3]],
  y_pred: [[0], [0], [0]],
};

test('the plain mean of batches is no rule of one version alone', async () => {
  // (1 + 4) / 2 = 2.5 and 9: (2.5 + 9) / 2 = 5.75; by rows (5 + 9) / 3 = 4.667.
  const named = await causesOf(batches, '5.75');
  expect(named).toContain('framework=keras@3.0.5 – 3.1.1');
  expect(named).toContain('batches=mean of batch means');
  // −ln 0.5 and −ln 0.25 average to 1.0397, −ln 0.5 = 0.6931: 0.8664.
  const crossentropy = {
    loss: 'binary_crossentropy',
    y_true: [[1], [1], [0]],
    y_pred: [[0.5], [0.25], [0.5]],
  };
  expect(await causesOf({ ...batches, ...crossentropy }, '0.8664')).toContain('batches=mean of batch means');
  // Of batches of one size both are one number.
  expect(await explained({ ...batches, batch_size: 1 }, '4.6667')).toBe('not a finding');
});

test('a parameter that was forgotten', async () => {
  // −ln 0.7 = 0.35667.
  const smoothed = {
    framework: 'keras@3.15',
    loss: 'binary_crossentropy',
    params: { label_smoothing: 0.2 },
    y_true: [[1]],
    y_pred: [[0.7]],
  };
  expect(await explained(smoothed, '0.3567')).toContain('It is explained. label_smoothing is 0.');
  // Errors of 3: with delta 1 they are 3 − 0.5 = 2.5, with delta 2 they are 6 − 2 = 4.
  const huber = {
    framework: 'keras@3.15',
    loss: 'huber',
    params: { delta: 2 },
    y_true: [[3]],
    y_pred: [[0]],
  };
  expect(await explained(huber, '2.500')).toContain('Delta is 1');
});

test('a number without decimals means itself, with a point or without', async () => {
  const loss = { framework: 'keras@2.15', loss: 'mse', y_true: [[1], [2]], y_pred: [[0], [0]] };
  // (1 + 4) / 2 = 2.5.
  for (const text of ['2', '2.', '+2.'])
    expect(await explained(loss, text)).toContain(
      `Rounded to a whole number, what these arrays give, 2.5, is ${text} too.`,
    );
});

test('what is counted has no empty entries', async () => {
  const weighted = {
    framework: 'keras@2.15',
    loss: 'mse',
    y_true: [
      [[1], [2]],
      [[3], [4]],
    ],
    y_pred: [
      [[0], [0]],
      [[0], [0]],
    ],
    sample_weight: [1, 0],
  };
  expect(await explained(weighted, '2.5')).not.toMatch(/\(;|; ;|; \)/);
});

test('class weights and ignored targets are counted', async () => {
  const weighted = {
    framework: 'torch@2.15',
    loss: 'cross_entropy',
    params: { weight: [0.2, 0.5, 3] },
    y_true: [1, -100, 0],
    y_pred: [
      [1, 2, 0.5],
      [0, 1, 3],
      [2, 2, 2],
    ],
  };
  // 0.5 · 0.464369 + 0.2 · 1.098612 = 0.451907: over two targets, and over their weights 0.7.
  expect(await causesOf(weighted, '0.225953')).toContain('denominator=the targets that are not ignored');
  const summed = { ...weighted, params: { ...weighted.params, reduction: 'none' } };
  expect(await causesOf(summed, '0.645581')).toContain('params.reduction=mean');
});
