import { expect, test } from 'vitest';
import { classWeight, weightParam } from '../../../src/explain/axes/class-weight.js';
import { ignoredLabel } from '../../../src/explain/axes/ignored-label.js';
import { numbersOf } from '../../support/changes.js';

// −log p of the targets: −log 0.5, −log 0.25, −log 0.8.
const l = [0.5, 0.25, 0.8].map((p) => -Math.log(p));
const mean = (...x: number[]) => x.reduce((a, b) => a + b, 0) / x.length;
const keras = {
  framework: 'keras@3.10',
  loss: 'sparse_categorical_crossentropy',
  y_true: [0, 1, 0],
  y_pred: [
    [0.5, 0.5],
    [0.75, 0.25],
    [0.8, 0.2],
  ],
};
const torch = {
  framework: 'torch',
  loss: 'NLLLoss',
  y_true: [0, 1, 0],
  y_pred: keras.y_pred.map((row) => row.map(Math.log)),
};

test('class weights of a training loop', async () => {
  const numbers = await numbersOf(classWeight, { ...keras, class_weight: { 0: 2, 1: 6 } });
  expect(numbers.get('class_weight=left out')).toBeCloseTo(mean(...l), 6);
  expect(numbers.get('class_weight=squared')).toBeCloseTo(mean(4 * l[0]!, 36 * l[1]!, 4 * l[2]!), 5);
  expect(numbers.get('class_weight=normalised to a mean of 1')).toBeCloseTo(
    mean(0.5 * l[0]!, 1.5 * l[1]!, 0.5 * l[2]!),
    6,
  );
  expect(numbers.has('class_weight=balanced')).toBe(false);
});

test('balanced class weights, where there are none', async () => {
  const numbers = await numbersOf(classWeight, keras);
  // 3 rows / (2 classes × 2 rows of class 0), 3 / (2 × 1).
  const balanced = mean(0.75 * l[0]!, 1.5 * l[1]!, 0.75 * l[2]!);
  expect(numbers.get('class_weight=balanced')).toBeCloseTo(balanced, 6);
  expect([...numbers.keys()]).toEqual(['class_weight=balanced']);
  expect([...(await numbersOf(classWeight, torch)).keys()]).toEqual([]);
});

test('class weights that a parameter holds', async () => {
  const numbers = await numbersOf(weightParam, { ...torch, params: { weight: [2, 6] } });
  expect(numbers.get('params.weight=left out')).toBeCloseTo(mean(...l), 6);
  const squared = (4 * l[0]! + 36 * l[1]! + 4 * l[2]!) / (4 + 36 + 4);
  expect(numbers.get('params.weight=squared')).toBeCloseTo(squared, 6);
});

test('weights of the positives', async () => {
  const file = { framework: 'torch', loss: 'BCEWithLogitsLoss', y_true: [1, 0, 0], y_pred: [0.5, -1, 2] };
  const log1p = (x: number) => Math.log1p(Math.exp(x));
  const [positive, ...negatives] = [log1p(-0.5), log1p(-1), log1p(2)];
  const numbers = await numbersOf(weightParam, file);
  // Two negatives for one positive.
  expect(numbers.get('params.pos_weight=negatives / positives')).toBeCloseTo(
    mean(2 * positive!, ...negatives),
    6,
  );
  expect(numbers.get('params.pos_weight=5')).toBeCloseTo(mean(5 * positive!, ...negatives), 6);
  const given = await numbersOf(weightParam, { ...file, params: { pos_weight: [4] } });
  expect(given.get('params.pos_weight=left out')).toBeCloseTo(mean(positive!, ...negatives), 6);
});

test('labels that are ignored', async () => {
  const numbers = await numbersOf(ignoredLabel, keras);
  expect(numbers.get('params.ignore_class=0')).toBeCloseTo(l[1]!, 6);
  expect(numbers.get('params.ignore_class=1')).toBeCloseTo(mean(l[0]!, l[2]!), 6);
  const given = await numbersOf(ignoredLabel, { ...keras, params: { ignore_class: 0 } });
  expect(given.get('params.ignore_class=none')).toBeCloseTo(mean(...l), 6);
});

test('labels that are ignored by a mask, where the loss has no parameter for it', async () => {
  const numbers = await numbersOf(ignoredLabel, { ...keras, framework: 'keras@2.2' });
  // Keras 2.2 divides by the unmasked.
  expect(numbers.get('ignored labels=0')).toBeCloseTo(l[1]!, 6);
});
