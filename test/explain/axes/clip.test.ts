import { expect, test } from 'vitest';
import { clip } from '../../../src/explain/axes/clip.js';
import { causesOf, explanationOf, numbersOf } from '../../support/changes.js';

const binary = (framework: string, y: number, p: number) => ({
  framework,
  loss: framework.startsWith('torch') ? 'BCELoss' : 'binary_crossentropy',
  y_true: [[y]],
  y_pred: [[p]],
});

// −ln 1e-7 = 16.118096; torch itself stops at −100.
test('a probability of 0 is clipped by a usual epsilon', async () => {
  const numbers = await numbersOf(clip, binary('torch@2.1', 1, 0));
  for (const eps of ['1e-7', '1e-8', '1e-12', '1e-15'])
    expect(numbers.get(`y_pred=clipped to [${eps}, 1 - ${eps}]`)).toBeCloseTo(-Math.log(Number(eps)), 4);
});

test('predictions far from 0 and 1 are not clipped', async () => {
  const ids = [...(await numbersOf(clip, binary('torch@2.1', 1, 0.3))).keys()];
  expect(ids.filter((id) => id.includes('clipped') || id.includes('at least'))).toEqual([]);
});

test('log-probabilities: an epsilon inside the logarithm', async () => {
  const p = [0.9, 1e-9];
  const file = { framework: 'torch@2.1', loss: 'NLLLoss', y_true: [1], y_pred: [p.map(Math.log)] };
  const numbers = await numbersOf(clip, { ...file, dtype: 'float64' });
  expect(numbers.get('y_pred=1e-8 added')).toBeCloseTo(-Math.log(1e-9 + 1e-8), 10);
  expect(numbers.get('y_pred=clipped to [1e-8, 1 - 1e-8]')).toBeCloseTo(-Math.log(1e-8), 10);
});

// user-questions.md, smaller ones: log_loss of a row [.2, .3] with class 1: 1.203973, renormalised 0.510826.
test('rows that do not add up to 1', async () => {
  const file = {
    framework: 'keras@2.2',
    loss: 'categorical_crossentropy',
    y_true: [[0, 1]],
    y_pred: [[0.2, 0.3]],
  };
  const log = {
    framework: 'torch@2.1',
    loss: 'NLLLoss',
    y_true: [1],
    y_pred: [[Math.log(0.2), Math.log(0.3)]],
  };
  expect((await numbersOf(clip, log)).get('y_pred=rows made to add up to 1')).toBeCloseTo(0.510826, 6);
  // Keras divides by the sums itself: nothing changes.
  expect((await numbersOf(clip, file)).get('y_pred=rows made to add up to 1')).toBeCloseTo(0.510826, 6);
  expect(await causesOf(log, '0.510826')).toContain('y_pred=rows made to add up to 1');
});

// user-questions.md S10 (keras 15249, tensorflow 51675): the epsilon twice or once, in single precision.
test.each([
  [0, 0.9999999, '15.333239', '15.942385'],
  [1, 0, '15.424949', '16.118095'],
])('y = %d, p = %d: %s with epsilon twice, %s with it once', async (y, p, twice, once) => {
  for (const [framework, mode, reported] of [
    ['keras@2.6', 'eager', once],
    ['keras@2.2.4', undefined, y === 1 ? twice : undefined],
  ]) {
    if (reported === undefined) continue;
    const { verdict, causes } = await explanationOf({ ...binary(framework!, y, p), mode }, reported);
    expect(['explained', 'ambiguous']).toContain(verdict);
    expect(causes[0]!.changes.map((c) => c.what)).toEqual(['framework']);
  }
});
