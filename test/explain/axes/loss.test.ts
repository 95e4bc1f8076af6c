import { expect, test } from 'vitest';
import { loss } from '../../../src/explain/axes/loss.js';
import { causesOf, explanationOf, numbersOf } from '../../support/changes.js';

const mean = (...x: number[]) => x.reduce((a, b) => a + b, 0) / x.length;

// user-questions.md, smaller ones: δ = 0.5 and errors 0.1, 0.5, 2 give Huber 0.335, SmoothL1 0.67.
test('SmoothL1 is Huber over its threshold, which goes along', async () => {
  const huber = {
    framework: 'torch',
    loss: 'HuberLoss',
    params: { delta: 0.5 },
    y_true: [0, 0, 0],
    y_pred: [0.1, 0.5, 2],
  };
  expect((await numbersOf(loss, huber)).get('loss=SmoothL1Loss')).toBeCloseTo(0.67, 6);
  const { verdict, causes } = await explanationOf(huber, '0.670000');
  expect([verdict, causes[0]!.id]).toEqual(['explained', 'loss=SmoothL1Loss']);
  expect(causes[0]!.patch).toEqual({ loss: 'SmoothL1Loss', params: { delta: null, beta: 0.5 } });
});

const errors = [0.3, -1.2, 2.5, 0.7];
const regression = { y_true: errors.map(() => [0]), y_pred: errors.map((e) => [e]) };
const mse = { ...regression, framework: 'keras@3', loss: 'mse' };

test('losses of the same differences', async () => {
  const numbers = await numbersOf(loss, mse);
  expect(numbers.get('loss=mean_absolute_error')).toBeCloseTo(mean(0.3, 1.2, 2.5, 0.7), 6);
  expect(numbers.get('loss=log_cosh')).toBeCloseTo(mean(...errors.map((e) => Math.log(Math.cosh(e)))), 6);
  expect(numbers.get('loss=huber')).toBeCloseTo(mean(0.045, 0.7, 2, 0.245), 6);
  for (const value of [mean(0.3, 1.2, 2.5, 0.7), mean(0.045, 0.7, 2, 0.245)])
    expect((await causesOf(mse, value.toPrecision(6)))[0]).toMatch(/^loss=/);
  const root = await numbersOf(loss, { ...regression, framework: 'sklearn', loss: 'mean_squared_error' });
  const squares = mean(0.09, 1.44, 6.25, 0.49);
  expect(root.get('loss=root_mean_squared_error')).toBeCloseTo(Math.sqrt(squares), 6);
  const half = await numbersOf(loss, { framework: 'optax', loss: 'squared_error', y_true: [0], y_pred: [3] });
  expect(half.get('loss=l2_loss')).toBeCloseTo(4.5, 6);
});

// user-questions.md, smaller ones: hinge, labels 0 and 1 as they are: 0.9, of which the squares are
// (1 + 0.36 + 1 + 1) / 4 = 0.84.
test('hinge and squared hinge', async () => {
  const hinge = {
    framework: 'keras@2.2',
    loss: 'hinge',
    y_true: [
      [0, 1],
      [0, 0],
    ],
    y_pred: [
      [0.6, 0.4],
      [0.4, 0.6],
    ],
  };
  expect((await numbersOf(loss, hinge)).get('loss=squared_hinge')).toBeCloseTo(0.84, 6);
});

test('class indices become one-hot rows for losses that want them', async () => {
  const y_pred = [
    [0.2, 0.5, 0.3],
    [0.7, 0.2, 0.1],
  ];
  const file = { framework: 'keras@3', loss: 'sparse_categorical_crossentropy', y_true: [1, 0], y_pred };
  const numbers = await numbersOf(loss, file);
  const squares = mean(0.04, 0.25, 0.09, 0.09, 0.04, 0.01);
  expect(numbers.get('loss=mean_squared_error')).toBeCloseTo(squares, 6);
  const each = [0.8, 0.5, 0.7, 0.7, 0.8, 0.9].map((p) => -Math.log(p));
  expect(numbers.get('loss=binary_crossentropy')).toBeCloseTo(mean(...each), 6);
  expect(await causesOf(file, mean(...each).toPrecision(6))).toContain('loss=binary_crossentropy');
});

// keras 19740: sample weights [1, 3], errors squared 0.25 and 0.25 … the loss divides by the rows, its metric
// by the weights: (1 · 1 + 3 · 1) / 2 = 2 and 4 / 4 = 1.
test('a loss and the metric of its name', async () => {
  const file = {
    framework: 'keras@3',
    loss: 'mse',
    y_true: [[0], [0]],
    y_pred: [[1], [1]],
    sample_weight: [1, 3],
  };
  const numbers = await numbersOf(loss, file);
  expect(numbers.get('loss=metrics.mean_squared_error')).toBeCloseTo(1, 6);
  // Of other families the metric gives what the loss does.
  expect(numbers.has('loss=metrics.mean_absolute_error')).toBe(false);
});

test('arrays that another loss lacks or wants', async () => {
  const file = { framework: 'tf1', loss: 'mean_squared_error', y_true: [1], y_pred: [2] };
  const ids = [...(await numbersOf(loss, file)).keys()];
  expect(ids).not.toContain('loss=compute_weighted_loss');
  expect(ids).toContain('loss=absolute_difference');
});
