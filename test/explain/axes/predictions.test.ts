import { expect, test } from 'vitest';
import { activation } from '../../../src/explain/axes/activation.js';
import { predictions } from '../../../src/explain/axes/predictions.js';
import { causesOf, explanationOf, numbersOf } from '../../support/changes.js';

const lse = (row: readonly number[]) => Math.log(row.reduce((s, z) => s + Math.exp(z), 0));
const softmax = (row: readonly number[]) => row.map((z) => Math.exp(z - lse(row)));
const mean = (...x: number[]) => x.reduce((a, b) => a + b, 0) / x.length;

// S8: the logits 10 · [[3, 1, 1], [−1, 2, 5]], labels 0 and 1: 15.0 exactly, 8.059048 where probabilities are
// clipped at 1e-7 on the way.
test('a softmax before the loss, which clips', async () => {
  const file = {
    framework: 'keras@2.15',
    loss: 'sparse_categorical_crossentropy',
    params: { from_logits: true },
    y_true: [0, 1],
    y_pred: [
      [30, 10, 10],
      [-10, 20, 50],
    ],
  };
  const { verdict, causes, computed } = await explanationOf(file, '8.059048');
  expect(computed).toBe(15);
  expect([verdict, causes[0]!.id]).toEqual(['explained', 'y_pred=softmax before the loss']);
});

const logits = [
  [1.5, -0.5, 0.25],
  [0.3, 0.9, -1.1],
  [2, 0.1, 0.4],
];
const labels = [0, 1, 2];
const torch = { framework: 'torch', loss: 'CrossEntropyLoss', y_true: labels, y_pred: logits };

test('a softmax once more', async () => {
  const twice = mean(...logits.map((row, i) => lse(softmax(row)) - softmax(row)[labels[i]!]!));
  expect((await numbersOf(predictions, torch)).get('y_pred=softmax(y_pred)')).toBeCloseTo(twice, 6);
  expect(await causesOf(torch, twice.toPrecision(6))).toContain('y_pred=softmax(y_pred)');
});

test('log-probabilities left out, taken twice, undone', async () => {
  const p = logits.map(softmax);
  const right = -mean(...p.map((row, i) => Math.log(row[labels[i]!]!)));
  const nll = { ...torch, loss: 'NLLLoss' };
  // Probabilities in an NLLLoss: its number is negative.
  const given = await numbersOf(predictions, { ...nll, y_pred: p });
  expect(given.get('y_pred=log(y_pred)')).toBeCloseTo(right, 6);
  expect((await numbersOf(predictions, nll)).get('y_pred=log_softmax(y_pred)')).toBeCloseTo(right, 6);
  const logs = { ...nll, y_pred: p.map((row) => row.map(Math.log)) };
  const raw = -mean(...p.map((row, i) => row[labels[i]!]!));
  expect((await numbersOf(predictions, logs)).get('y_pred=exp(y_pred)')).toBeCloseTo(raw, 6);
  expect(await causesOf(logs, raw.toPrecision(6))).toContain('y_pred=exp(y_pred)');
  const keras = { framework: 'keras@3', loss: 'sparse_categorical_crossentropy', y_true: labels };
  const numbers = await numbersOf(predictions, { ...keras, y_pred: logs.y_pred });
  expect(numbers.get('y_pred=exp(y_pred)')).toBeCloseTo(right, 6);
});

test('a sigmoid once more, undone, of the other class', async () => {
  const y_pred = [0.9, 0.2, 0.6];
  const file = { framework: 'optax', loss: 'sigmoid_binary_cross_entropy', y_true: [1, 0, 1], y_pred };
  const bce = (z: number, y: number) => Math.log(1 + Math.exp(-z)) + (1 - y) * z;
  const numbers = await numbersOf(predictions, file);
  const undone = -mean(Math.log(0.9), Math.log(0.8), Math.log(0.6));
  expect(numbers.get('y_pred=logit(y_pred)')).toBeCloseTo(undone, 6);
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
  const twice = mean(bce(sigmoid(0.9), 1), bce(sigmoid(0.2), 0), bce(sigmoid(0.6), 1));
  expect(numbers.get('y_pred=sigmoid(y_pred)')).toBeCloseTo(twice, 6);
  const probabilities = { ...file, framework: 'torch', loss: 'BCELoss' };
  const other = -mean(Math.log(0.1), Math.log(0.2), Math.log(0.4));
  expect((await numbersOf(predictions, probabilities)).get('y_pred=1 - y_pred')).toBeCloseTo(other, 6);
});

// F.log_softmax without dim takes axis 0 of three; AdvSemiSeg #73: a softmax over another axis.
test('a softmax along another axis', async () => {
  const columns = [0, 1, 2].map((k) => lse(logits.map((row) => row[k]!)));
  const value = mean(...labels.map((y, i) => columns[y]! - logits[i]![y]!));
  expect((await numbersOf(activation, torch)).get('y_pred=softmax on axis 0')).toBeCloseTo(value, 6);
  expect(await causesOf(torch, value.toPrecision(6))).toContain('y_pred=softmax on axis 0');
});

test('a sigmoid where a softmax belongs', async () => {
  const value = mean(...labels.map((y, i) => Math.log(1 + Math.exp(-logits[i]![y]!))));
  expect((await numbersOf(activation, torch)).get('y_pred=sigmoid instead of softmax')).toBeCloseTo(value, 6);
});

test('losses of differences: an activation where the targets are no larger, a sign', async () => {
  const file = { framework: 'keras@3', loss: 'mse', y_true: [[1], [0]], y_pred: [[2], [-1]] };
  const numbers = await numbersOf(predictions, file);
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
  expect(numbers.get('y_pred=sigmoid(y_pred)')).toBeCloseTo(mean((1 - sigmoid(2)) ** 2, sigmoid(-1) ** 2), 6);
  expect(numbers.get('y_pred=-y_pred')).toBeCloseTo(mean(9, 1), 6);
  const far = await numbersOf(predictions, { ...file, y_true: [[10], [0]] });
  expect(far.has('y_pred=sigmoid(y_pred)')).toBe(false);
});
