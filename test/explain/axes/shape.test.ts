import { expect, test } from 'vitest';
import { shape } from '../../../src/explain/axes/shape.js';
import { causesOf, explanationOf, numbersOf } from '../../support/changes.js';

// S9: matched 0.025, every one against every one 2.375.
const y_true = [1, 2, 3, 4];
const y_pred = [1.1, 1.9, 3.2, 3.8];

test.each([
  { framework: 'torch', loss: 'MSELoss', y_true, y_pred },
  // Keras squeezes one of them: the table has to be given.
  { framework: 'keras@2.15', loss: 'mse', y_true: y_true.map((y) => [y]), y_pred: y_pred.map((p) => [p]) },
])('$framework: [N] against [N, 1] is N x N', async (file) => {
  expect((await numbersOf(shape, file)).get('shape=[N] against [N, 1]')).toBeCloseTo(2.375, 6);
  const { verdict, causes } = await explanationOf(file, '2.375');
  expect([verdict, causes[0]!.id]).toEqual(['explained', 'shape=[N] against [N, 1]']);
});

test('the patch says the shape, where the framework stretches', async () => {
  const { causes } = await explanationOf({ framework: 'torch', loss: 'MSELoss', y_true, y_pred }, '2.375');
  expect(causes[0]!.patch).toEqual({ y_pred: y_pred.map((p) => [p]) });
});

// S9: y = [1, 2, 3], p = [[1], [2], [3]]: 1.33333 of nine pairs, 0 where they are matched.
test('pytorch 16045: nothing is stretched', async () => {
  const file = { framework: 'torch', loss: 'MSELoss', y_true: [1, 2, 3], y_pred: [[1], [2], [3]] };
  expect((await numbersOf(shape, file)).get('shape=the same shape')).toBe(0);
  const other = { ...file, y_pred: [[1.5], [2], [2]] };
  expect(await causesOf(other, '0.416667')).toContain('shape=the same shape');
});

test('transposed targets, or both', async () => {
  const file = {
    framework: 'torch',
    loss: 'MSELoss',
    y_true: [
      [1, 2],
      [3, 4],
    ],
    y_pred: [
      [1, 2],
      [3, 5],
    ],
  };
  // (0 + 1 + 1 + 1) / 4: 2 meets 3 and 3 meets 2.
  expect((await numbersOf(shape, file)).get('shape=y_true transposed')).toBeCloseTo(0.75, 6);
  const rows = {
    framework: 'keras@3',
    loss: 'kl_divergence',
    y_true: [
      [0.5, 0.5],
      [0.9, 0.1],
    ],
    y_pred: [
      [0.75, 0.25],
      [0.6, 0.4],
    ],
  };
  // A divergence adds up along rows and divides by them: two columns and two rows give the same.
  expect((await numbersOf(shape, rows)).get('shape=transposed')).toBeCloseTo(0.185065, 6);
});

// One row, two classes, three positions: [[a, b, c], [d, e, f]] read as [[a, b], [c, d], [e, f]].
test('classes that came about by a reshape', async () => {
  const [a, b, c, d, e, f] = [0.3, 1.1, -0.4, 0.8, 2, -1];
  const file = {
    framework: 'torch',
    loss: 'CrossEntropyLoss',
    y_true: [[0, 1, 1]],
    y_pred: [
      [
        [a, b, c],
        [d, e, f],
      ],
    ],
  };
  const nll = (x: number, other: number) => Math.log(1 + Math.exp(other - x));
  // The numbers lie as positions of two classes: (a, b), (c, d), (e, f).
  const value = (nll(a, b) + nll(d, c) + nll(f, e)) / 3;
  const numbers = await numbersOf(shape, file);
  expect(numbers.get('shape=y_pred reshaped, not transposed')).toBeCloseTo(value, 6);
  expect(await causesOf(file, value.toPrecision(6))).toContain('shape=y_pred reshaped, not transposed');
  const keras = {
    framework: 'keras@3',
    loss: 'sparse_categorical_crossentropy',
    params: { from_logits: true },
  };
  const last = {
    ...keras,
    y_true: [[0, 1, 1]],
    y_pred: [
      [
        [a, b],
        [c, d],
        [e, f],
      ],
    ],
  };
  // Here they lie as two classes of three positions: (a, d), (b, e), (c, f).
  const back = (nll(a, d) + nll(e, b) + nll(f, c)) / 3;
  expect((await numbersOf(shape, last)).get('shape=y_pred reshaped, not transposed')).toBeCloseTo(back, 6);
});

test('a class axis and another one of its length', async () => {
  const [a, b, c, d] = [0.3, 1.1, -0.4, 0.8];
  const file = {
    framework: 'torch',
    loss: 'CrossEntropyLoss',
    y_true: [[0, 1]],
    y_pred: [
      [
        [a, b],
        [c, d],
      ],
    ],
  };
  const nll = (x: number, other: number) => Math.log(1 + Math.exp(other - x));
  const value = (nll(a, b) + nll(d, c)) / 2;
  expect((await numbersOf(shape, file)).get('shape=class axis exchanged')).toBeCloseTo(value, 6);
});
