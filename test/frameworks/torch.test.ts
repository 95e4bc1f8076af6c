/** What an audit of torch may say, beside the cases: its numbers are torch 2.15.0's. */
import { expect, test } from 'vitest';
import { reportOf } from '../support/audit.js';

const framework = 'torch@2.15';

test.each([
  [undefined, [1, 2], 'float32'],
  [undefined, { values: [1, 2], dtype: 'float64' }, 'float64'],
  [undefined, { values: [1, 2], dtype: 'float16' }, 'float16'],
  ['float32', { values: [1, 2], dtype: 'float64' }, 'float32'],
])('an audit of dtype %s and predictions %j computes in %s', async (dtype, y_pred, wanted) => {
  const report = await reportOf({
    framework,
    loss: 'mse_loss',
    y_true: [1, 3],
    y_pred,
    ...(dtype && { dtype }),
  });
  expect(report.audit.dtype).toBe(wanted);
});

test.each([
  'CrossEntropyLoss',
  'nn.CrossEntropyLoss',
  'F.cross_entropy',
  'torch.nn.functional.cross_entropy',
])('%s is one loss', async (loss) => {
  const report = await reportOf({
    framework,
    loss,
    y_true: [1, 0],
    y_pred: [
      [1, 2, 0.5],
      [2, 2, 2],
    ],
  });
  expect(report.total).toBeCloseTo(0.7814905, 6);
});

test('CTC takes logits, and log-probabilities as they are', async () => {
  const y_pred = [[[0.1, 0.2, 0.3]], [[0.3, 0.1, 0]], [[0.5, 0.2, 0.1]]];
  const arrays = { y_true: [[1, 2]], inputs: { input_lengths: [3], target_lengths: [2] } };
  const both = { framework, loss: 'ctc_loss', y_pred, ...arrays, params: { reduction: 'sum' } };
  const [logits, raw] = [await reportOf(both), await reportOf({ ...both, activation: 'linear' })];
  expect(logits.total).toBeCloseTo(1.8390103578567505, 5);
  expect(raw.total).toBeCloseTo(-2.082862377166748, 5);
});

test('a weight that is given twice is one weight', async () => {
  const audit = { framework, loss: 'mse_loss', y_true: [0, 0], y_pred: [1, 2], params: { weight: [1, 3] } };
  expect((await reportOf({ ...audit, sample_weight: [1, 3] })).total).toBe(3.25);
  await expect(reportOf({ ...audit, sample_weight: [1, 2] })).rejects.toThrow(/^sample_weight/);
});
