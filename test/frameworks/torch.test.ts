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

/** F.huber_loss(x.half(), y.float()) and the like, torch 2.15.0; `.double().item()`. */
const X = [1.3, -0.7, 0.45, 2.9];
const Y = [0, 1, 0.3, 0.6];
test.each([
  ['mse_loss', 'float16', 'float32', 2.4736099243164062],
  // The input's dtype, and the target's: 0.9526… and 1.1666… in float32.
  ['huber_loss', 'float16', 'float32', 0.953125],
  ['binary_cross_entropy_with_logits', 'bfloat16', 'float32', 1.165991187095642],
  ['binary_cross_entropy_with_logits', 'float32', 'float16', 1.1669921875],
])('%s of predictions of %s and targets of %s', async (loss, p, t, wanted) => {
  const arrays = { y_pred: { values: X, dtype: p }, y_true: { values: Y, dtype: t } };
  const report = await reportOf({ framework, loss, ...arrays });
  expect(report.audit.dtype).toBe('float32');
  expect(Math.abs((report.total as number) - wanted)).toBeLessThan(1e-7);
});

test('arrays of several dtypes are refused where torch refuses them, and where nobody looked', async () => {
  const y_pred = { values: [0.5, 0.25], dtype: 'float16' };
  const y_true = { values: [0, 1], dtype: 'float32' };
  const asked = { framework, loss: 'BCELoss', y_pred, y_true };
  await expect(reportOf(asked)).rejects.toThrow('y_true of dtype float32: it wants the dtype of the input');
  const ranking = { ...asked, loss: 'margin_ranking_loss', inputs: { input2: y_true } };
  await expect(reportOf(ranking)).rejects.toThrow('lossaudit does not compute MarginRankingLoss');
  // With a dtype of the audit all are converted first.
  expect((await reportOf({ ...asked, dtype: 'float32' })).audit.dtype).toBe('float32');
});

test('each output computes in the dtype of its own arrays', async () => {
  const of = (dtype: string) => ({
    loss: 'mse_loss',
    y_pred: { values: [0.1, 0.7], dtype },
    y_true: { values: [0.3, 0.2], dtype },
  });
  const [half] = (await reportOf({ framework, outputs: { a: of('float16'), b: of('float32') } })).outputs;
  const alone = await reportOf({ framework, ...of('float16') });
  // 0.145 in float32: 0.14500001.
  expect(half!.value).toBeCloseTo(alone.total as number, 8);
});
