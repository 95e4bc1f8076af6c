/**
 * Values at the ends of what frameworks take, which a hostile reader tried: each number is the named
 * framework's own, printed by the call in the test's name.
 */
import { describe, expect, test } from 'vitest';
import { lossEntry, lossReport } from '../../src/catalogue/index.js';
import { LossauditError } from '../../src/errors.js';
import { reportOf } from '../support/audit.js';

async function refusal(audit: object): Promise<LossauditError> {
  try {
    await reportOf(audit);
  } catch (error) {
    if (error instanceof LossauditError) return error;
  }
  throw new Error('not refused');
}

describe('torch 2.15.0 takes infinities', () => {
  const pair = { y_pred: [2, 0.5], y_true: [1, 3] };
  const signs = { y_pred: [2, 0.5], y_true: [-1, 1] };
  const triplet = { inputs: { anchor: [[1, 2]], positive: [[0, 1.5]], negative: [[3, 1]] } };

  test.each([
    ['F.smooth_l1_loss(p, t, beta=inf)', 'smooth_l1_loss', { beta: 'Infinity' }, pair, 0],
    ['F.huber_loss(p, t, delta=inf)', 'huber_loss', { delta: 'inf' }, pair, 1.8125],
    ['F.hinge_embedding_loss(p, t, margin=-inf)', 'hinge_embedding_loss', { margin: '-inf' }, signs, 0.25],
    ['F.triplet_margin_loss(a, b, c, p=-inf)', 'triplet_margin_loss', { p: '-Infinity' }, triplet, 0.5],
    ['F.triplet_margin_loss(a, b, c, p=inf)', 'triplet_margin_loss', { p: 'inf' }, triplet, 1.9073e-6],
  ])('%s', async (_, loss, params, arrays, wanted) => {
    expect((await reportOf({ framework: 'torch@2.15', loss, params, ...arrays })).total).toBeCloseTo(
      wanted,
      6,
    );
  });

  test('but not what is below its range', async () => {
    const asked = { framework: 'torch', loss: 'smooth_l1_loss', params: { beta: '-inf' }, ...pair };
    expect((await refusal(asked)).message).toContain('a finite number of at least 0, or Infinity');
  });
});

test('optax 0.2.8: binary_dice_loss of two scalars is an IndexError, of a scalar and [1] 0.10422218', async () => {
  const asked = { framework: 'optax@0.2', loss: 'binary_dice_loss', y_pred: 0.5 };
  expect((await refusal({ ...asked, y_true: 1 })).code).toBe('array-refused');
  expect((await reportOf({ ...asked, y_true: [1] })).total).toBeCloseTo(0.10422218, 6);
});

test('optax: ntxent of 3,000 rows has 9 million pairs, not that many times the features', async () => {
  const rows = Array.from({ length: 1500 }, (_, i) => [Math.sin(i), Math.cos(3 * i), Math.sin(i * i), 1]);
  const y_true = rows.map((_, i) => i % 40);
  // log of the negatives' sum: no outside number, only that it is made of rows × rows.
  const report = await reportOf({ framework: 'optax', loss: 'ntxent', y_pred: rows, y_true });
  expect(report.total).toBeGreaterThan(0);
}, 30_000);

test('TensorFlow 1: cosine_distance without an axis names the axis', async () => {
  const asked = { framework: 'tf1', loss: 'cosine_distance', y_true: [[0, 1]], y_pred: [[2, 1]] };
  expect((await refusal(asked)).message).toBe(
    'axis is missing, but must be an axis, given as axis or as dim',
  );
});

test.each([
  ['tweedie-nloglik@1.2', { rho: 1.2 }, '2 - 1.2'],
  ['error@0.7', { threshold: 0.7 }, 'y_pred > 0.7'],
])('what the name %s says is what its formula shows', async (name, given, formula) => {
  const { rules, entry } = await lossEntry(name, 'xgboost');
  const { given: shown, steps } = await lossReport(rules, entry, '');
  expect(shown).toEqual(Object.fromEntries(Object.entries(given).map(([k, v]) => [k, String(v)])));
  expect(steps[0]!.formula).toContain(formula);
});

test('a key of the whole file inside an output says where it belongs', async () => {
  const one = { loss: 'mse', y_true: [1], y_pred: [2] };
  const { message } = await refusal({ outputs: { a: one, b: { ...one, framework: 'torch' } } });
  expect(message).toContain('unknown key framework: it stands once, at the top of the file, for all outputs');
});
