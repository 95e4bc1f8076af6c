import { expect, test } from 'vitest';
import { batchSize } from '../../../src/explain/axes/batch-size.js';
import { batches } from '../../../src/explain/axes/batches.js';
import { ranks } from '../../../src/explain/axes/ranks.js';
import { READINGS } from '../../../src/explain/batch-readings.js';
import { causesOf, numbersOf } from '../../support/changes.js';

/** Absolute errors of predictions 0, one a row. */
const errors = (e: readonly number[], size?: number) => ({
  framework: 'torch@2.1',
  loss: 'L1Loss',
  y_true: e,
  y_pred: e.map(() => 0),
  ...(size === undefined ? {} : { batch_size: size }),
});

// user-questions.md S3: five errors of 1.2 and three of 1.3, batches of 5.
const s3 = errors([1.2, 1.2, 1.2, 1.2, 1.2, 1.3, 1.3, 1.3], 5);

test('S3: the last, smaller batch', async () => {
  const numbers = await numbersOf(batches, s3);
  const given = {
    'mean of batch means': (1.2 + 1.3) / 2,
    rows: (6 + 3.9) / 8,
    'last partial batch dropped': 1.2,
    'last batch only': 1.3,
    'first batch only': 1.2,
    'sum of batches': 2.5,
    'sum of batches over rows': 2.5 / 8,
    'sum over rows by batches': 9.9 / 2,
    'last partial batch as a full one': (5 * 1.2 + 5 * 1.3) / 8,
    'last partial batch over a full one': 9.9 / 10,
    pooled: 9.9 / 8,
    'mean of perplexities': (Math.exp(1.2) + Math.exp(1.3)) / 2,
  };
  for (const [to, value] of Object.entries(given))
    expect([to, numbers.get(`batches=${to}`)]).toEqual([to, expect.closeTo(value, 5)]);
  expect(await causesOf(s3, '0.99000')).toContain('batches=last partial batch over a full one');
});

// user-questions.md S4: squares of 1 … 10 in batches of 1; after nine steps 13.2222, at last 17.8182.
test('S4: a bar that averages averages', async () => {
  const squares = errors(Array.from({ length: 10 }, (_, i) => (i + 1) ** 2));
  const numbers = await numbersOf(batches, { ...squares, batch_size: 1 });
  expect(numbers.get('batches=running mean at step 9')).toBeCloseTo(31.6667, 4);
  expect(numbers.get('batches=mean of running means at step 9')).toBeCloseTo(13.2222, 4);
  expect(numbers.get('batches=mean of running means, the last twice')).toBeCloseTo(17.8182, 4);
  const absolute = errors(Array.from({ length: 10 }, (_, i) => i + 1));
  // The running means 1, 1.5 … 5.5 and the last again: (32.5 + 5.5) / 11.
  const again = (await numbersOf(batches, { ...absolute, batch_size: 1 })).get(
    'batches=mean of running means, the last twice',
  );
  expect(again).toBeCloseTo(3.4545, 4);
  expect(await causesOf({ ...squares, batch_size: 1 }, '17.8182')).toContain(
    'batches=mean of running means, the last twice',
  );
});

test('what Keras 2.2 shows of a generator: the losses and the mean of the epoch with them', async () => {
  const numbers = await numbersOf(batches, s3);
  const own = READINGS.filter(({ to }) => to.startsWith('the last line')).map(({ to }) => to);
  expect(own.length).toBeGreaterThan(0);
  expect(own.map((to) => numbers.get(`batches=${to}`))).toContainEqual(
    expect.closeTo((1.2 + 1.3 + 1.2375) / 3, 5),
  );
});

// user-questions.md S5: 8 tokens of mean 1 and 2 tokens of mean 4 are two micro-batches.
const pad = -100;
const s5 = {
  framework: 'torch@2.1',
  loss: 'NLLLoss',
  batch_size: 1,
  y_true: [Array(8).fill(0), [0, 0, pad, pad, pad, pad, pad, pad]],
  y_pred: [1, 4].map((l) => [Array(8).fill(-l), Array(8).fill(-9)]),
};

test('S5: accumulation', async () => {
  expect(await causesOf(s5, '1.6000')).toContain('batches=pooled');
  expect(await causesOf(s5, '3.2000')).toContain('batches=pooled, times the batches');
  const numbers = await numbersOf(batches, {
    ...s5,
    y_true: [...s5.y_true, ...s5.y_true],
    y_pred: [...s5.y_pred, ...s5.y_pred.map((row) => row.map((l) => l.map((x: number) => 2 * x)))],
  });
  expect(numbers.get('batches=token means of 2 batches each')).toBeCloseTo((1.6 + 3.2) / 2, 5);
  expect(numbers.get('batches=last step of 2 batches')).toBeCloseTo((2 + 8) / 2, 5);
  expect(numbers.get('batches=last step of 2 batches, its token mean')).toBeCloseTo(3.2, 5);
  expect(numbers.get('batches=first step of 2 batches')).toBeCloseTo(2.5, 5);
});

// Rows of 1, 2 and 8 tokens and of 4 that are dealt in turn: (1 + 8 · 3) / 9 and (2 · 2 + 4 · 4) / 6.
test('ranks that have a token mean of their own', async () => {
  const counts = [1, 2, 8, 4];
  const file = {
    framework: 'torch@2.1',
    loss: 'NLLLoss',
    y_true: counts.map((n) => Array.from({ length: 8 }, (_, i) => (i < n ? 0 : pad))),
    y_pred: [1, 2, 3, 4].map((l) => [Array(8).fill(-l), Array(8).fill(-9)]),
  };
  const mean = ((1 + 8 * 3) / 9 + (2 * 2 + 4 * 4) / 6) / 2;
  const numbers = await numbersOf(ranks, file);
  expect(numbers.get('batches=mean over 2 ranks')).toBeCloseTo(mean, 5);
  expect(await causesOf(file, mean.toFixed(5))).toContain('batches=mean over 2 ranks');
  // Five rows on two ranks: the first is dealt twice.
  const five = await numbersOf(ranks, errors([1, 2, 3, 4, 10]));
  expect(five.get('batches=mean over 2 ranks')).toBeCloseTo(21 / 6, 5);
});

test('sizes of batches', async () => {
  const numbers = await numbersOf(batchSize, errors([1, 2, 3, 10]));
  // torch's loops average the batches: the last of three rows and one weighs as much as the first.
  expect(numbers.get('batch_size=3')).toBeCloseTo((2 + 10) / 2, 5);
  expect([...numbers.keys()]).toEqual(['batch_size=1', 'batch_size=2', 'batch_size=3']);
});
