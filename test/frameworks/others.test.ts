/**
 * The ninth framework fits: losses of other slots, parameters that are arrays, another dtype and other row
 * axes, through the public door (file, schema, run, report). Numbers without a comment were made by torch
 * 2.15.0 and scikit-learn 1.9.1 (reference/others.json).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readAudit } from '../../src/audit/read.js';
import { auditReport } from '../../src/audit.js';
import { chooseEngines } from '../../src/engines/choose.js';
import type { Report } from '../../src/report/audit/model.js';
import { reportSchema } from '../../src/report/audit/schema.js';
import { reportText } from '../../src/report/audit/text.js';
import { sklearnLike } from './others/sklearn-like.js';
import { torchLike } from './others/torch-like.js';

const folder = mkdtempSync(join(tmpdir(), 'lossaudit-others-'));
afterAll(() => rmSync(folder, { recursive: true }));

const frameworks = (text = 'torch-like') => {
  const [name, version] = text.split('@');
  return (name === 'torch-like' ? torchLike : sklearnLike).rules(version);
};

async function reportOf(audit: object): Promise<Report> {
  const context = { source: 'audit.json', baseDir: folder, roots: [], frameworks };
  const read = await readAudit(Buffer.from(JSON.stringify(audit)), {}, context);
  const engines = await chooseEngines('reference', read.dtype, 'test');
  const report = await auditReport(read, engines, { full: false, version: 'test' });
  expect(reportSchema.safeParse(report).error).toBeUndefined();
  expect(reportText(report, { width: 100, colour: false, digits: 6, full: false })).not.toContain('Keras');
  return report;
}

const CE = {
  framework: 'torch-like@2',
  loss: 'nn.CrossEntropyLoss',
  input: [
    [1, 2, 0.5],
    [0, 1, 3],
    [2, 2, 2],
    [-1, 0, 4],
  ],
  target: [1, 2, 0, 2],
};
const WEIGHT = [0.2, 0.5, 3];

describe('a vector of class weights', () => {
  test('inline: the mean divides by the weights of the targets', async () => {
    const { total, outputs, audit } = await reportOf({ ...CE, params: { weight: WEIGHT } });
    expect(total).toBeCloseTo(0.1545790582895279, 6);
    expect(outputs[0].ledger.counted).toBe('weights of the targets that are not ignored');
    expect(outputs[0].per_sample).toEqual(
      [0.2321844, 0.5095381, 0.21972246, 0.07423477].map((x) => expect.closeTo(x, 6)),
    );
    expect(outputs[0].params).toEqual({ weight: WEIGHT });
    expect(audit.dtype).toBe('float32');
  });

  test('with ignored targets, and as a sum', async () => {
    const ignoring = { ...CE, target: [1, -100, 0, 2], params: { weight: WEIGHT } };
    expect((await reportOf(ignoring)).total).toBeCloseTo(0.14220044016838074, 6);
    const sum = await reportOf({ ...ignoring, params: { weight: WEIGHT, reduction: 'sum' } });
    expect(sum.total).toBeCloseTo(0.5261416435241699, 6);
  });

  test('in a file', async () => {
    writeFileSync(join(folder, 'weight.npy'), npy(WEIGHT));
    const report = await reportOf({ ...CE, params: { weight: 'weight.npy' } });
    expect(report.total).toBeCloseTo(0.1545790582895279, 6);
  });

  test('as many classes as rows: batches do not cut it', async () => {
    // Scores from above over their own weights, then the plain mean: 0.2321844/0.5, 0.5095381/3,
    // 0.21972246/0.2.
    const three = {
      ...CE,
      input: CE.input.slice(0, 3),
      target: CE.target.slice(0, 3),
      params: { weight: WEIGHT },
    };
    const report = await reportOf({ ...three, batch_size: 1 });
    expect(report.batches?.map((b) => b.total)).toEqual(
      [0.4643688, 0.169846, 1.0986123].map((x) => expect.closeTo(x, 6)),
    );
    expect(report.total).toBeCloseTo((0.4643688 + 0.169846 + 1.0986123) / 3, 6);
  });

  test.each([
    [
      { weight: [1, 2] },
      'weight is an array of shape [2], but must be a list with a number for each class: 3',
    ],
    [
      { weight: [[1, 2, 3]] },
      'weight is an array of shape [1, 3], but must be a list with a number for each class',
    ],
    [{ weight: 2 }, 'weight is 2, but must be a list with a number for each class'],
    [{ weights: [1] }, 'cross_entropy of Torch-like 2.15.0 has no parameter weights'],
    [{ reduction: 'batchmean' }, 'Torch-like 2.15.0 has no reduction batchmean'],
  ])('%o is refused', async (params, message) => {
    await expect(reportOf({ ...CE, params })).rejects.toThrow(message);
  });
});

describe('a triplet', () => {
  const audit = {
    framework: 'torch-like',
    loss: 'triplet_margin_loss',
    inputs: {
      anchor: [
        [0, 0],
        [1, 2],
        [0.5, 0.5],
      ],
      positive: [
        [3, 4],
        [1, 1],
        [0.5, 0.25],
      ],
      negative: [
        [0, 0.5],
        [2, 2],
        [5, 5],
      ],
    },
  };
  test('has neither targets nor predictions', async () => {
    const { total, audit: head, outputs } = await reportOf(audit);
    expect(total).toBeCloseTo(2.1666672229766846, 6);
    expect(head.rows).toBe(3);
    expect(outputs[0].per_sample).toEqual([5.4999995, 1.0000019, 0].map((x) => expect.closeTo(x, 6)));
    expect((await reportOf({ ...audit, params: { swap: true, reduction: 'sum' } })).total).toBeCloseTo(
      6.500001430511475,
      5,
    );
  });
  test('is cut into batches', async () => {
    // (5.4999995 + 1.0000019) / 2 and 0, then the plain mean.
    const { batches, total } = await reportOf({ ...audit, batch_size: 2 });
    expect(batches?.map((b) => b.total)).toEqual([expect.closeTo(3.2500007, 6), 0]);
    expect(total).toBeCloseTo(1.6250004, 6);
  });
  test('a reported number is looked for without them', async () => {
    const report = await reportOf({ ...audit, reported: '6.5' });
    expect(report.findings.find((f) => f.code === 'reported-differs')?.message).toContain(
      'reduction is "sum"',
    );
  });
  test('rows that differ are told by the names of its arrays', async () => {
    const inputs = { ...audit.inputs, negative: [[1, 1]] };
    await expect(reportOf({ ...audit, inputs })).rejects.toThrow(
      'negative has 1 rows (shape [1, 2]), but anchor has 3',
    );
  });
  test('y_pred is none of its arrays, and an array may not be missing', async () => {
    await expect(reportOf({ ...audit, y_pred: [1] })).rejects.toMatchObject({
      message: 'triplet_margin_loss of Torch-like 2.15.0 takes no array y_pred',
      hint: 'It takes anchor, positive, negative.',
    });
    const { negative: _, ...inputs } = audit.inputs;
    await expect(reportOf({ ...audit, inputs })).rejects.toThrow('The audit has no inputs.negative');
  });
  test('a mask is nothing that this framework has', async () => {
    await expect(reportOf({ ...audit, mask: [1, 1, 1] })).rejects.toMatchObject({ code: 'unknown-slot' });
  });
});

test('a variance beside targets and predictions', async () => {
  const audit = {
    loss: 'GaussianNLLLoss',
    target: [
      [1.5, 2],
      [1, 1],
    ],
    input: [
      [1, 2],
      [0, -1],
    ],
  };
  expect((await reportOf({ ...audit, inputs: { var: [[0.5], [2]] } })).total).toBeCloseTo(0.375, 6);
  const report = await reportOf({
    ...audit,
    inputs: {
      var: [
        [0, 4],
        [0.25, 1],
      ],
    },
    params: { reduction: 'sum' },
  });
  expect(report.total).toBeCloseTo(124997.09375, 2);
});

describe('rows on the second axis', () => {
  // By hand: |y_pred − y_true| added up over time gives 3, 7 and 11; lengths 2, 2 and 1.
  const audit = {
    loss: 'time_first_l1',
    y_true: [
      [0, 0, 0],
      [0, 0, 0],
    ],
    y_pred: [
      [1, 3, 5],
      [2, 4, 6],
    ],
    inputs: { lengths: [2, 2, 1] },
  };
  test('are counted and cut there', async () => {
    const whole = await reportOf(audit);
    expect(whole.audit.rows).toBe(3);
    expect(whole.total).toBeCloseTo(21 / 5, 6);
    const { batches } = await reportOf({ ...audit, batch_size: 2 });
    expect(batches?.map((b) => b.total)).toEqual([2.5, 11]);
  });
  test('must agree', async () => {
    await expect(reportOf({ ...audit, inputs: { lengths: [2, 2] } })).rejects.toThrow(
      'lengths has 2 rows (shape [2]), but the second axis of y_pred has 3',
    );
  });
});

describe('float64, and columns', () => {
  const audit = {
    framework: 'sklearn-like@1.9',
    loss: 'sklearn.metrics.mean_squared_error',
    y_true: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    y_pred: [
      [1.5, 1],
      [2, 6],
      [4, 9],
    ],
  };
  test('is what the framework computes in', async () => {
    const { total, audit: head } = await reportOf(audit);
    expect(head.dtype).toBe('float64');
    expect(total).toBe(2.7083333333333335);
    expect((await reportOf({ ...audit, sample_weight: [1, 0, 3] })).total).toBe(3.90625);
  });
  test('weights of the outputs', async () => {
    // The columns are 0.75 and 4.666666666666667 (raw_values): 0.3 and 0.7 of them.
    const { total } = await reportOf({ ...audit, params: { multioutput: [0.3, 0.7] } });
    expect(total).toBeCloseTo(0.3 * 0.75 + 0.7 * 4.666666666666667, 12);
    await expect(reportOf({ ...audit, params: { multioutput: [1, 1, 1] } })).rejects.toMatchObject({
      code: 'bad-param',
    });
    await expect(reportOf({ ...audit, params: { multioutput: 2 } })).rejects.toThrow(
      'multioutput is 2, but must be one of uniform_average, or a list with a number for each output',
    );
  });
  test('it has no reduction', async () => {
    await expect(reportOf({ ...audit, params: { reduction: 'mean' } })).rejects.toMatchObject({
      code: 'unknown-param',
    });
  });
});

test('no refusal of another framework speaks of Keras', async () => {
  for (const wrong of [
    { ...CE, loss: 'mse' },
    { ...CE, loss: 'ctc_loss' },
    { ...CE, framework: 'torch-like@1.0', loss: 'time_first_l1' },
    { ...CE, framework: 'torch-like@x' },
    { ...CE, params: { delta: 1 } },
  ])
    await expect(reportOf(wrong)).rejects.toSatisfy(
      // A hint may name it among the frameworks that have the loss.
      (e: Error & { hint: string }) => !/keras/i.test(e.message) && !/Keras/.test(e.hint),
    );
});

/** A float64 vector as an NPY file. */
function npy(values: readonly number[]): Buffer {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${values.length},), }`;
  const header = Buffer.alloc(128, ' ');
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(118, 8);
  header.write(text, 10);
  header.write('\n', 127);
  return Buffer.concat([header, Buffer.from(Float64Array.from(values).buffer)]);
}
