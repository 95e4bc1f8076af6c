/** Of very many batches only the first and the last are kept; the result is that of all. */
import { expect, test } from 'vitest';
import { reportOf } from '../support/audit.js';

const ROWS = 2_500;
/** Values that add up exactly: what is expected of them is counted here, not measured. */
const y = Array.from({ length: ROWS }, (_, i) => (i % 7) + (i === ROWS - 1 ? 0.5 : 0));
const audit = {
  framework: 'keras@3',
  loss: 'mean_absolute_error',
  dtype: 'float64',
  y_true: y.map(() => [0]),
  y_pred: y.map((x) => [x]),
};
const mean = y.reduce((a, b) => a + b) / ROWS;

test('more batches than are shown: the mean, both ends of the scores, both ends of the batches', async () => {
  const report = await reportOf({ ...audit, batch_size: 2 });
  const [output] = report.outputs;
  expect(report.total_float64).toBeCloseTo(mean, 12);
  expect(output?.per_sample).toEqual([...y.slice(0, 32), ...y.slice(-32)]);
  expect(output?.truncated).toBe(true);
  expect(report).toMatchObject({ batch_count: 1250, batches_truncated: true });
  expect(report.batches?.map((b) => b.index)).toEqual(
    Array.from({ length: 64 }, (_, i) => (i < 32 ? i : 1250 - 64 + i)),
  );
  for (const batch of report.batches ?? []) {
    const [a = 0, b = 0] = y.slice(...batch.rows);
    expect(batch.total_float64).toBe((a + b) / 2);
    expect(batch.outputs[0]?.steps.map((s) => s.id)).toContain('score');
  }
});

test('a batch of very many rows keeps both ends of its scores', async () => {
  const report = await reportOf({ ...audit, batch_size: 1_200 });
  expect(report.outputs[0]?.per_sample).toEqual([...y.slice(0, 32), ...y.slice(-32)]);
  const score = report.batches?.[1]?.outputs[0]?.steps.find((s) => s.id === 'score');
  expect(score).toMatchObject({ shape: [1_200], truncated: true });
  expect(score?.values).toEqual([...y.slice(1_200, 1_232), ...y.slice(2_400 - 32, 2_400)]);
});
