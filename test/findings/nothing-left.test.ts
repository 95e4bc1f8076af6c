/**
 * Batches of which nothing is left. What a version makes of them: keras.md, section D; the epochs by hand.
 */
import { describe, expect, test } from 'vitest';
import { finding, reportOf } from '../support/audit.js';

/** Scores 1, 4, 4, 4: batches of (1, 4) and (4, 4). */
const base = {
  loss: 'mse',
  batch_size: 2,
  y_true: [[1], [2], [3], [4]],
  y_pred: [[0], [0], [1], [2]],
};

describe('a mask that leaves nothing of the first batch', () => {
  const audit = { ...base, mask: [0, 0, 1, 1] };
  test.each(['keras@3.0', 'keras@3.15', 'keras@2.10', 'keras@2.2.5'])(
    '%s: 0, half of 4',
    async (framework) => {
      const report = await reportOf({ ...audit, framework });
      const found = finding(report, 'all-masked');
      expect(found?.severity).toBe('error');
      expect(found?.data).toMatchObject({ batch: 1, rows: [0, 1], value: 0 });
      // Keras 2.2.5 divides by mean(mask) + 1e-7.
      expect(found?.data.epoch).toBeCloseTo(2, 5);
      expect(found?.data.without).toBeCloseTo(4, 5);
      expect(found?.message).toContain('Batch 1 (rows 0 – 1) has nothing left');
      expect(found?.message).toContain('It counts as 0 and halves the epoch: 2, without it 4.');
    },
  );
  test.each(['keras@2.2.4', 'keras@2.15', 'keras@2.11'])('%s: NaN', async (framework) => {
    const report = await reportOf({ ...audit, framework });
    expect(finding(report, 'all-masked')?.message).toMatch(
      /Batch 1 \(rows 0 – 1\).*gives NaN, and so does the epoch/,
    );
    expect(finding(report, 'non-finite')?.message).toContain('of batch 1 (rows 0 – 1)');
  });
});

test('the last, smaller batch; the NaN is placed there too', async () => {
  const audit = { ...base, y_true: [[1], [2], [3]], y_pred: [[0], [0], [1]], mask: [1, 1, 0] };
  const three = finding(await reportOf({ ...audit, framework: 'keras@3.0' }), 'all-masked');
  // Batches 2.5 and 0: their plain mean is 1.25.
  expect(three?.data).toMatchObject({ batch: 2, rows: [2, 2], epoch: 1.25, without: 2.5 });
  expect(three?.message).toContain('Batch 2 (row 2)');
  const later = finding(await reportOf({ ...audit, framework: 'keras@3.15' }), 'all-masked');
  // By rows: (2 · 2.5 + 1 · 0) / 3.
  expect(later?.message).toMatch(/changes the epoch: 1\.66667, without it 2\.5/);
  const nan = await reportOf({ ...audit, framework: 'keras@2.15' });
  expect(finding(nan, 'non-finite')?.message).toContain('of batch 2 (row 2)');
});

test('several batches', async () => {
  const audit = { ...base, framework: 'keras@3.15', batch_size: 1, mask: [0, 1, 0, 0] };
  // Scores 0, 4, 0, 0.
  expect(finding(await reportOf(audit), 'all-masked')?.message).toMatch(
    /Batch 1 \(row 0\) and 2 more of 4 batches have nothing left.*They count as 0 and change the epoch: 1, without them 4/,
  );
});

test('timesteps: a batch is empty when all of its timesteps are', async () => {
  const steps = [
    [[1], [1]],
    [[1], [1]],
    [[1], [1]],
    [[1], [1]],
  ];
  const zeros = steps.map((row) => row.map(() => [0]));
  const audit = { framework: 'keras@3', loss: 'mae', batch_size: 2, y_true: zeros, y_pred: steps };
  const of = async (mask: number[][]) => finding(await reportOf({ ...audit, mask }), 'all-masked')?.data;
  const [on, off, half] = [
    [1, 1],
    [0, 0],
    [1, 0],
  ];
  expect(await of([on, on, off, off])).toMatchObject({ batch: 2, rows: [2, 3], epoch: 0.5, without: 1 });
  expect(await of([half, off, off, half])).toBeUndefined();
});

test('ignored labels, alone and with a mask', async () => {
  const half = [0.5, 0.5];
  const audit = {
    framework: 'keras@3',
    loss: 'sparse_categorical_crossentropy',
    params: { ignore_class: -1 },
    batch_size: 2,
    y_pred: [half, half, half, half],
  };
  const of = async (change: object) => finding(await reportOf({ ...audit, ...change }), 'all-masked');
  expect((await of({ y_true: [0, 1, -1, -1] }))?.data).toMatchObject({ batch: 2, value: 0 });
  expect((await of({ y_true: [0, 1, -1, 0], mask: [1, 1, 1, 0] }))?.message).toMatch(
    /masked or has the ignored class/,
  );
  expect(await of({ y_true: [0, 1, -1, 0], mask: [1, 1, 0, 1] })).toBeUndefined();
});

test('a rule that does not look at the mask has nothing to tell', async () => {
  const audit = { ...base, batch_size: undefined, framework: 'keras@2.9', mode: 'eager', mask: [0, 0, 0, 0] };
  const report = await reportOf(audit);
  expect(report.total).toBe(3.25);
  expect(finding(report, 'all-masked')).toBeUndefined();
  expect(finding(report, 'mask-not-used')).toBeDefined();
});

describe('weights that are all zero in one batch', () => {
  const audit = { ...base, sample_weight: [0, 0, 1, 1] };
  test.each([
    ['keras@2.15', 'counts as 0 and halves the epoch: 2, without it 4'],
    ['keras@3.0', 'counts as 0 and halves the epoch: 2, without it 4'],
    ['keras@3.15', 'counts as 0 and halves the epoch: 2, without it 4'],
    // 0 / 0: the share of weights that are not zero.
    ['keras@2.2', 'gives NaN, and so does the epoch'],
  ])('%s', async (framework, text) => {
    const found = finding(await reportOf({ ...audit, framework }), 'weights-all-zero');
    expect(found?.message).toContain('Batch 1 (rows 0 – 1) has nothing left: all 2 sample weights are 0.');
    expect(found?.message).toContain(text);
  });
  test('class weights of 0', async () => {
    const half = [0.5, 0.5];
    const classes = {
      framework: 'keras@3',
      loss: 'sparse_categorical_crossentropy',
      batch_size: 2,
      y_true: [0, 1, 1, 1],
      y_pred: [half, half, half, half],
      class_weight: { 0: 1, 1: 0 },
    };
    const found = finding(await reportOf(classes), 'weights-all-zero');
    expect(found?.data).toMatchObject({ batch: 2, rows: [2, 3], what: 'class weights of the samples' });
  });
  test('a mask that leaves only weights of 0', async () => {
    const both = { ...base, framework: 'keras@3', mask: [1, 0, 1, 1], sample_weight: [0, 1, 1, 1] };
    expect(finding(await reportOf(both), 'all-masked')?.message).toMatch(/masked or has weight 0/);
  });
  test('of several outputs only the one that has it', async () => {
    const one = { loss: 'mse', y_true: base.y_true, y_pred: base.y_pred };
    const outputs = { a: one, b: { ...one, sample_weight: [1, 1, 0, 0] } };
    const report = await reportOf({ framework: 'keras@3', batch_size: 2, outputs });
    const found = report.findings.filter((f) => f.code === 'weights-all-zero');
    expect(found.map((f) => f.output)).toEqual(['b']);
    // Scores (1, 4) and (4, 4) with weight 0: (2.5 + 0) / 2.
    expect(found[0].data).toMatchObject({ batch: 2, epoch: 1.25, without: 2.5 });
  });
  test('silent while one weight of each batch is not zero', async () => {
    const report = await reportOf({ ...base, framework: 'keras@3', sample_weight: [0, 1, 1, 0] });
    expect(finding(report, 'weights-all-zero')).toBeUndefined();
  });
});

test('an epoch that is NaN with and without the batch is not halved', async () => {
  const y_pred = [[0], [0], [1], ['NaN']];
  const found = finding(
    await reportOf({ ...base, y_pred, mask: [0, 0, 1, 1], framework: 'keras@3.15' }),
    'all-masked',
  );
  expect(found?.message).toMatch(/It counts as 0, which changes nothing here\.$/);
});
