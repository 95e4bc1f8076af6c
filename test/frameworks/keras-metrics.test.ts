/** Metrics of a loss: Σ w·l / Σ w over the epoch (keras.md, A6 and C, measured). */
import { expect, test } from 'vitest';
import { reportOf } from '../support/audit.js';

const ERRORS = [0.5, 1, 0.5, 0.2, 2];
const WEIGHTED = {
  loss: 'keras.metrics.MeanAbsoluteError',
  y_true: ERRORS.map(() => [0]),
  y_pred: ERRORS.map((e) => [e]),
  sample_weight: [1, 0, 2, 0, 0.5],
};

test.each([
  ['2.2.4', 'metrics.mae', 0.8],
  ['2.3.1', WEIGHTED.loss, 0.714285731],
  ['2.15.0', WEIGHTED.loss, 0.714285731],
  ['3.15.1', WEIGHTED.loss, 0.714285731],
])('keras %s: weighted_metrics over batches of 2, 2 and 1', async (version, loss, expected) => {
  const report = await reportOf({ ...WEIGHTED, loss, framework: `keras@${version}`, batch_size: 2 });
  expect(report.total).toBeCloseTo(expected, 6);
});

const MASKED = {
  loss: 'metrics.mae',
  y_true: [
    [[0], [0], [0]],
    [[0], [0], [0]],
    [[0], [0], [0]],
  ],
  y_pred: [
    [[1], [0.5], [9]],
    [[2], [7], [7]],
    [[0.5], [0.5], [1]],
  ],
  mask: [
    [1, 1, 0],
    [1, 0, 0],
    [1, 1, 1],
  ],
};

test.each([
  ['2.15.0', 0.916666746],
  ['3.11.3', 3.16666698],
  ['3.12.0', 0.916666746],
  ['3.15.1', 0.916666746],
])('keras %s: a mask without weights', async (version, expected) => {
  const { total } = await reportOf({ ...MASKED, framework: `keras@${version}` });
  expect(total).toBeCloseTo(expected, 5);
});

test('it has no reduction', async () => {
  const refused = reportOf({ ...MASKED, framework: 'keras@3.15', params: { reduction: 'sum' } });
  await expect(refused).rejects.toMatchObject({ code: 'unknown-param' });
});

test.each([
  ['2.15', 'ignore_class', undefined],
  ['3.13', 'ignore_class', 'unknown-param'],
  ['3.14', 'ignore_class', undefined],
])('keras@%s: %s of its sparse crossentropy', async (version, name, code) => {
  const audit = {
    framework: `keras@${version}`,
    loss: 'keras.metrics.SparseCategoricalCrossentropy',
    y_true: [0, 1],
    y_pred: [
      [0.5, 0.5],
      [0.5, 0.5],
    ],
    params: { [name]: 0 },
  };
  if (code) await expect(reportOf(audit)).rejects.toMatchObject({ code });
  else expect((await reportOf(audit)).total).toBeGreaterThan(0);
});
