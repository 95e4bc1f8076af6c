import { expect, test } from 'vitest';
import { classWeight } from '../../../src/explain/axes/class-weight.js';
import { causesOf, explanationOf, numbersOf } from '../../support/changes.js';

// user-questions.md S7: l = .313262, 3.048587 with the weights .36 and .4 of their classes.
const l = [0.31326169, 3.04858735];
const torch = {
  framework: 'torch@2.1',
  loss: 'CrossEntropyLoss',
  y_true: [1, 0],
  y_pred: [
    [3, 4],
    [6, 9],
  ],
  params: { weight: [0.4, 0.36] },
};

test('a vector of weights: left out, squared, exchanged, reciprocals', async () => {
  const numbers = await numbersOf(classWeight, torch);
  const of = (a: number, b: number) => (a * l[0]! + b * l[1]!) / (a + b);
  expect(of(0.36, 0.4)).toBeCloseTo(1.752907, 5);
  expect(numbers.get('class_weight=left out')).toBeCloseTo(1.680925, 5);
  expect(numbers.get('class_weight=squared')).toBeCloseTo(of(0.36 ** 2, 0.4 ** 2), 5);
  expect(numbers.get('class_weight=exchanged')).toBeCloseTo(of(0.4, 0.36), 5);
  expect(numbers.get('class_weight=reciprocals')).toBeCloseTo(of(1 / 0.36, 1 / 0.4), 5);
  // What divides by the weights does not see their scale.
  expect(numbers.get('class_weight=normalised to a sum of 1')).toBeCloseTo(1.752907, 5);
});

test('S7: divided by the rows, and the second example', async () => {
  expect(await causesOf(torch, '0.666105')).toContain('denominator=all rows');
  const second = {
    framework: 'torch@2.1',
    loss: 'CrossEntropyLoss',
    y_true: [1, 0, 0],
    y_pred: [
      [0.3, 0.7],
      [0.6, 0.4],
      [0.6, 0.4],
    ],
    params: { weight: [1, 3] },
  };
  expect(await causesOf(second, '0.911774')).toContain('denominator=all rows');
  expect(await causesOf(second, '0.569764')).toContain('class_weight=left out');
});

// Squared errors 1, 1, 4; Keras 3 divides by the 3 rows.
const keras = {
  framework: 'keras@3.5',
  loss: 'mse',
  y_true: [[0], [1], [1]],
  y_pred: [[1], [0], [3]],
};

test('a table of weights in Keras', async () => {
  const numbers = await numbersOf(classWeight, { ...keras, class_weight: { 0: 0.5, 1: 2 } });
  expect(numbers.get('class_weight=left out')).toBeCloseTo(6 / 3, 6);
  expect(numbers.get('class_weight=squared')).toBeCloseTo((0.25 + 4 + 16) / 3, 6);
  expect(numbers.get('class_weight=exchanged')).toBeCloseTo((2 + 0.5 + 2) / 3, 6);
  expect(numbers.get('class_weight=normalised to a sum of 1')).toBeCloseTo((0.2 + 0.8 + 3.2) / 3, 6);
  expect(numbers.get('class_weight=normalised to a mean of 1')).toBeCloseTo((0.4 + 1.6 + 6.4) / 3, 6);
});

test('balanced weights: n / (K · nₖ)', async () => {
  // Two of class 0, one of class 1: 3/4 and 3/2.
  const y = [[0], [0], [1]];
  const p = [[0.1], [0.4], [0.7]];
  const scores = [-Math.log(0.9), -Math.log(0.6), -Math.log(0.7)];
  const loss = (0.75 * scores[0]! + 0.75 * scores[1]! + 1.5 * scores[2]!) / 3;
  const file = { framework: 'keras@3.5', loss: 'binary_crossentropy', y_true: y, y_pred: p };
  expect((await numbersOf(classWeight, file)).get('class_weight=balanced')).toBeCloseTo(loss, 6);
  const { verdict, causes } = await explanationOf(file, loss.toFixed(6));
  expect(verdict).toBe('explained');
  expect(causes[0]!.patch).toEqual({ class_weight: { 0: 0.75, 1: 1.5 } });
  // torch's pos_weight: two negatives for one positive.
  const x = [-1, 0.5, 2];
  const of = (t: number, z: number) => Math.log(1 + Math.exp(t ? -z : z));
  const logits = { framework: 'torch@2.1', loss: 'BCEWithLogitsLoss', y_true: [0, 0, 1], y_pred: x };
  const weighted = (of(0, -1) + of(0, 0.5) + 2 * of(1, 2)) / 3;
  expect((await numbersOf(classWeight, logits)).get('class_weight=balanced')).toBeCloseTo(weighted, 6);
  expect((await numbersOf(classWeight, logits)).get('params.pos_weight=2')).toBeCloseTo(weighted, 6);
  const given = { ...logits, params: { pos_weight: [2] } };
  expect((await numbersOf(classWeight, given)).get('params.pos_weight=left out')).toBeCloseTo(
    (of(0, -1) + of(0, 0.5) + of(1, 2)) / 3,
    6,
  );
});
