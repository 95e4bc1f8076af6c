import { expect, test } from 'vitest';
import { labelSmoothing } from '../../../src/explain/axes/label-smoothing.js';
import { params } from '../../../src/explain/axes/params.js';
import { causesOf, explanationOf, numbersOf } from '../../support/changes.js';

// |e| = 0.1, 0.5, 2: Huber(δ) is e²/2 up to δ, and δ·(|e| − δ/2) above it.
const huber = { framework: 'torch@2.1', loss: 'HuberLoss', y_true: [0, 0, 0], y_pred: [0.1, 0.5, 2] };
const huberOf = (d: number) =>
  [0.1, 0.5, 2].reduce((sum, e) => sum + (e <= d ? e ** 2 / 2 : d * (e - d / 2)), 0) / 3;

test('usual values of a threshold', async () => {
  const numbers = await numbersOf(params, huber);
  // user-questions.md: δ = 0.5 gives 0.335.
  expect(huberOf(0.5)).toBeCloseTo(0.335, 12);
  for (const d of [0.5, 0.1, 1.35]) expect(numbers.get(`params.delta=${d}`)).toBeCloseTo(huberOf(d), 6);
  expect(numbers.has('params.delta=1')).toBe(false);
});

test('a value other than the default is taken back to it', async () => {
  const numbers = await numbersOf(params, { ...huber, params: { delta: 0.7 } });
  expect(numbers.get('params.delta=1')).toBeCloseTo(huberOf(1), 6);
});

// Keras' documentation of CategoricalCrossentropy: y_pred of two rows, 1.1769392 without smoothing.
const y = [
  [0, 1, 0],
  [0, 0, 1],
];
const p = [
  [0.05, 0.95, 0],
  [0.1, 0.8, 0.1],
];
const categorical = { framework: 'keras@3', loss: 'categorical_crossentropy', y_true: y, y_pred: p };
const clipped = (x: number) => Math.min(Math.max(x, 1e-7), 1 - 1e-7);
const smoothedLoss = (on: number, off: number) =>
  y.reduce(
    (sum, row, i) => sum - row.reduce((s, t, k) => s + (t ? on : off) * Math.log(clipped(p[i]![k]!)), 0),
    0,
  ) / 2;

test('usual amounts of smoothing, spread over all classes or over the others', async () => {
  const numbers = await numbersOf(params, categorical);
  expect(smoothedLoss(1, 0)).toBeCloseTo(1.1769392, 6);
  const all = 0.1 / 3;
  expect(numbers.get('params.label_smoothing=0.1')).toBeCloseTo(smoothedLoss(0.9 + all, all), 5);
  const others = numbers.get('params.label_smoothing=0.1 spread over the other classes alone');
  expect(others).toBeCloseTo(smoothedLoss(0.9, 0.05), 5);
});

test('a flag is flipped', async () => {
  // Poisson with log_input: exp(x) − y·x; without: x − y·log(x + 1e-8).
  const file = { framework: 'torch@2.1', loss: 'PoissonNLLLoss', y_true: [1, 3], y_pred: [0.5, 2] };
  const numbers = await numbersOf(params, file);
  const plain = (0.5 - Math.log(0.5) + 2 - 3 * Math.log(2)) / 2;
  expect(numbers.get('params.log_input=false')).toBeCloseTo(plain, 6);
});

test('smoothing of targets where the loss has no parameter for it', async () => {
  const file = { framework: 'torch@2.1', loss: 'BCELoss', y_true: [1, 0], y_pred: [0.9, 0.2] };
  const numbers = await numbersOf(labelSmoothing, file);
  const of = (t: number, q: number) => -t * Math.log(q) - (1 - t) * Math.log(1 - q);
  expect(numbers.get('y_true=smoothed by 0.1')).toBeCloseTo((of(0.95, 0.9) + of(0.05, 0.2)) / 2, 6);
  expect(await numbersOf(labelSmoothing, categorical)).toEqual(new Map());
});

test('a number of another value is explained by it', async () => {
  expect(await causesOf(huber, '0.335')).toContain('params.delta=0.5');
  const { verdict, causes } = await explanationOf(
    categorical,
    smoothedLoss(0.9 + 0.1 / 3, 0.1 / 3).toFixed(6),
  );
  expect(verdict).toBe('explained');
  expect(causes[0]!.patch).toEqual({ params: { label_smoothing: 0.1 } });
});
