/** tf.losses of TensorFlow.js and tf.compat.v1.losses, as their users write audits of them. */
import { describe, expect, test } from 'vitest';
import { readAudit } from '../../src/audit/read.js';
import { auditReport } from '../../src/audit.js';
import { chooseEngines } from '../../src/engines/choose.js';
import type { Report } from '../../src/report/audit/model.js';
import { reportText } from '../../src/report/audit/text.js';

async function reportOf(audit: object): Promise<Report> {
  const context = { source: 'audit.json', baseDir: '.', roots: [] };
  const read = await readAudit(Buffer.from(JSON.stringify(audit)), {}, context);
  const engines = await chooseEngines('reference', read.dtype, 'test');
  const report = await auditReport(read, engines, { full: false, version: 'test' });
  expect(reportText(report, { width: 100, colour: false, digits: 6, full: false })).not.toContain('Keras');
  return report;
}

/** others.md, C.1: tensorflow 2.21.0 and tfjs-core 4.22.0 agree where nothing is 0/0. */
const DATA = { y_true: [1, 2, 3], y_pred: [1.5, 1, 5], sample_weight: [1, 0, 3] };
const MSE = {
  tfjs: { framework: 'tfjs', loss: 'tf.losses.meanSquaredError', ...DATA },
  tf1: { framework: 'tf1', loss: 'tf.compat.v1.losses.mean_squared_error', ...DATA },
};

describe('reductions', () => {
  test.each([
    ['tfjs', 'SUM', 12.25],
    ['tfjs', 'tf.Reduction.MEAN', 3.0625],
    ['tfjs', 1, 3.0625],
    ['tfjs', 3, 6.125],
    ['tf1', 'SUM', 12.25],
    ['tf1', 'weighted_mean', 3.0625],
    ['tf1', 'tf.losses.Reduction.SUM_OVER_BATCH_SIZE', 12.25 / 3],
    ['tf1', 'weighted_sum_by_nonzero_weights', 6.125],
    ['tf1', 'SUM_OVER_NONZERO_WEIGHTS', 6.125],
  ] as const)('%s %s', async (framework, reduction, expected) => {
    const { total } = await reportOf({ ...MSE[framework], params: { reduction } });
    expect(total).toBeCloseTo(expected, 5);
  });

  test.each([
    ['tfjs', 'mean'],
    ['tfjs', 4],
    ['tfjs', 'SUM_OVER_BATCH_SIZE'],
    ['tf1', 'mean'],
    ['tf1', 3],
  ] as const)('%s has no %s', async (framework, reduction) => {
    await expect(reportOf({ ...MSE[framework], params: { reduction } })).rejects.toMatchObject({
      code: 'unknown-reduction',
    });
  });

  test('the default names what it counts, NONE shows the weighted losses', async () => {
    const { outputs } = await reportOf(MSE.tf1);
    expect(outputs[0].ledger).toMatchObject({ denominator: 2, counted: 'weights that are not 0' });
    const none = await reportOf({ ...MSE.tfjs, params: { reduction: 'NONE' } });
    expect(none.outputs[0].per_sample).toEqual([0.25, 0, 12]);
    expect(none.outputs[0].steps.find((s) => s.id === 'score')?.values).toEqual([0.25, 1, 4]);
  });
});

describe('arrays under the names of the arguments', () => {
  test.each([
    ['tfjs', 'labels', 'predictions', 'meanSquaredError'],
    ['tf1', 'labels', 'predictions', 'mean_squared_error'],
    ['tf1', 'multi_class_labels', 'logits', 'sigmoid_cross_entropy'],
    ['tfjs', 'onehotLabels', 'logits', 'softmaxCrossEntropy'],
  ])('%s %s %s', async (framework, labels, predictions, loss) => {
    const arrays = { [labels]: [[0, 1]], [predictions]: [[1, 2]], weights: 2 };
    expect((await reportOf({ framework, loss, inputs: arrays })).total).toBeGreaterThan(0);
  });

  test('a mask is weights of 0 and 1, and not beside them', async () => {
    const { sample_weight: _, ...bare } = MSE.tfjs;
    expect((await reportOf({ ...bare, mask: [1, 0, 1] })).total).toBeCloseTo(2.125, 6);
    await expect(reportOf({ ...MSE.tfjs, mask: [1, 0, 1] })).rejects.toMatchObject({ code: 'slot-twice' });
  });
});

describe('weights', () => {
  const square = {
    y_true: [
      [0, 0],
      [0, 0],
    ],
    y_pred: [
      [1, 2],
      [3, 4],
    ],
  };
  // By hand: squares 1, 4, 9, 16.
  test('of the last axis are the same in every batch', async () => {
    const audit = { ...MSE.tfjs, ...square, sample_weight: [1, 0], batch_size: 1 };
    expect((await reportOf(audit)).batches?.map((b) => b.total)).toEqual([1, 9]);
    await expect(reportOf({ ...MSE.tf1, ...square, sample_weight: [1, 0] })).rejects.toThrow(
      'tf.compat.v1 2.21.0 refuses sample_weight of shape [2] against losses of shape [2, 2]',
    );
  });
  test('of rows are cut with them', async () => {
    for (const mse of [MSE.tfjs, MSE.tf1]) {
      const audit = { ...mse, ...square, sample_weight: [[1], [0.5]], batch_size: 1 };
      expect((await reportOf(audit)).batches?.map((b) => b.total)).toEqual([2.5, 6.25]);
    }
  });
});

test('a camelCase name is none of tf.compat.v1, and the other way round', async () => {
  for (const [framework, loss] of [
    ['tf1', 'tf.losses.meanSquaredError'],
    ['tfjs', 'tf.losses.mean_squared_error'],
  ])
    await expect(reportOf({ ...DATA, framework, loss })).rejects.toMatchObject({ code: 'unknown-loss' });
});

test('tfjs-layers takes no sample weights', async () => {
  const audit = { ...DATA, framework: 'tfjs-layers', loss: 'meanSquaredError' };
  await expect(reportOf(audit)).rejects.toThrow(
    'meanSquaredError of tfjs-layers 4.22.0 takes no array sample_weight',
  );
});
