/**
 * Numbers that somebody saw: what is compared is what their digits leave, and every cause that fits is named.
 */
import { describe, expect, test } from 'vitest';
import { readAudit } from '../../src/audit/read.js';
import { auditReport } from '../../src/audit.js';
import { chooseEngines } from '../../src/engines/choose.js';
import { explained, finding, reportOf } from '../support/audit.js';
import { causesOf } from '../support/changes.js';

const codes = async (audit: object) =>
  (await reportOf(audit)).findings.map((f) => f.code).filter((c) => c.startsWith('reported'));

/** The file's own text: JSON.stringify would lose the digits of numbers. */
async function reportOfText(text: string) {
  const audit = await readAudit(Buffer.from(text), {}, { source: 'test', baseDir: '.', roots: [] });
  return auditReport(audit, await chooseEngines('reference', audit.dtype, 'test'), {
    full: false,
    version: 'test',
  });
}

/** mae of one row: the loss is the prediction, rounded to the dtype. */
const plain = (value: number, reported: string, dtype = 'float32') => ({
  framework: 'keras@3',
  loss: 'mae',
  y_true: [[0]],
  y_pred: [[value]],
  dtype,
  reported,
});

describe('a number written with all the digits of its dtype is met', () => {
  test('ln 5, as History and evaluate print a float32 (numpy.float32(1.609438), printed as a Python float)', async () => {
    const fifth = {
      framework: 'keras@3',
      loss: 'sparse_categorical_crossentropy',
      params: { from_logits: true },
      y_true: [3],
      y_pred: [[0, 0, 0, 0, 0]],
    };
    expect(await codes({ ...fifth, reported: '1.6094379425048828' })).toEqual([]);
    expect(await codes({ ...fifth, reported: '1.609438' })).toEqual([]);
    expect(await codes({ ...fifth, reported: '1.6094379' })).toEqual([]);
    expect(await codes({ ...fifth, reported: '1.6094' })).toEqual([]);
    expect(await codes({ ...fifth, reported: '1.6095' })).toEqual(['reported-differs']);
  });
  test.each([
    // The doubles of float32 0.1 and 0.3 (IEEE 754), of bfloat16 0.1 (0x3dcd = 0.10009765625), of float16 0.1
    // (0x2e66).
    plain(0.1, '0.10000000149011612'),
    plain(0.1, '0.1'),
    plain(0.3, '0.30000001192092896'),
    plain(0.1, '0.10009765625', 'bfloat16'),
    plain(0.1, '0.1', 'bfloat16'),
    plain(0.1, '0.0999755859375', 'float16'),
    plain(1 / 3, '0.3333333333333333', 'float64'),
    plain(100, '1.00e+02'),
    plain(100.4, '1.00e+02'),
    plain(0.00001234, '1.234e-05'),
    plain(19540, '1.95e+4'),
    plain(1, '1'),
    plain(3, '3.'),
  ])('%o', async (audit) => {
    expect(await codes(audit)).toEqual([]);
  });
  test.each([
    plain(0.7, '1'),
    plain(100.6, '1.00e+02'),
    plain(0.1, '0.1001', 'float32'),
    plain(1, 'nan'),
    plain(1, 'inf'),
  ])('not met: %o', async (audit) => {
    expect(await codes(audit)).toEqual(['reported-differs']);
  });
});

test('a JSON number is read by its text: 1.0 is not 1', async () => {
  const audit = (reported: string) =>
    `{"framework": "keras@3", "loss": "mae", "y_true": [[0]], "y_pred": [[1.04]], "reported": ${reported}}`;
  const of = async (reported: string) => (await reportOfText(audit(reported))).findings.map((f) => f.code);
  expect(await of('1.0')).not.toContain('reported-differs');
  expect(await of('1e0')).not.toContain('reported-differs');
  expect(await of('1')).toContain('reported-differs');
  expect(await of('1.00')).toContain('reported-differs');
});

test('a reported NaN is met by a NaN', async () => {
  const masked = {
    framework: 'keras@2.2',
    loss: 'mse',
    y_true: [1, 2],
    y_pred: [0, 0],
    mask: [0, 0],
    reported: 'nan',
  };
  expect(await codes(masked)).toEqual([]);
  expect(await codes({ ...masked, reported: '0.0' })).toEqual(['reported-differs']);
  // 0 in Keras 2.3 – 2.10 and 3 (shared reference cases of empty masks).
  expect(await explained({ ...masked, reported: '0.0' }, '0.0')).toMatch(
    /The rule of Keras 2\.3\.1 – 2\.10\.0/,
  );
});

describe('a whole number means itself first', () => {
  const weighted = {
    framework: 'keras@2.15',
    loss: 'mae',
    y_true: [0, 0],
    y_pred: [2, 1],
    sample_weight: [1, 0],
  };
  test('what gives it exactly is named', async () => {
    // 2 / 2 here; 2 / 1 where the non-zero weights, or their sum, divide.
    expect(await explained(weighted, '2')).toMatch(/Keras 2\.2\.4 – 2\.2\.5: 2 divided by 1/);
  });
  test('what rounds to it is told beside it', async () => {
    const rounded = 'Rounded to a whole number, what these arrays give, 0.7, is 1 too.';
    expect(await explained(plain(0.7, '1'), '1')).toContain(rounded);
    expect(await explained(plain(0.7, '9'), '9')).not.toContain('Rounded');
  });
});

describe('at a boundary of rounding the numbers are the same, and no rule is named', () => {
  test.each(['0.7132', '0.7131'])('0.71314996 reported as %s', async (reported) => {
    const report = await reportOf(plain(0.71314996, reported));
    expect(finding(report, 'reported-differs')).toBeUndefined();
    const note = finding(report, 'reported-rounding');
    // 0.71314996 is 4e-8 below the boundary, where float32 moves by 6e-8.
    if (reported === '0.7132') expect(note?.message).toContain('the same up to float32 rounding');
    else expect(note).toBeUndefined();
  });
  test.each([
    // 0.25 + 2^-25 is a float32; 0.2500000298 rounds to 0.25000003.
    plain(0.25000003, '0.25000006'),
    plain(2.50005, '2.5000'),
    plain(0.12345, '0.1235'),
  ])('%o', async (audit) => {
    const found = await codes(audit);
    expect(found).not.toContain('reported-differs');
  });
});

describe('every cause that fits is named, with an input that tells them apart', () => {
  const weighted = {
    framework: 'keras@2.15',
    loss: 'mse',
    y_true: [[1], [1]],
    y_pred: [[0], [0]],
    sample_weight: [1, 0],
  };
  test('1 / 1: non-zero count, sum of the weights, the sum alone', async () => {
    const message = await explained(weighted, '1.0');
    expect(message).toMatch(/ambiguous/);
    expect(message).toMatch(/Keras 2\.2\.4 – 2\.2\.5/);
    expect(message).toMatch(/reduction is "sum"/);
    expect(message).toMatch(/1 \((?:sample weights|the sum of the weights)\)/);
    expect(message).toMatch(/sample weights are left out/);
    // By hand, scores 1 and 1, weights 2 and 1: 3 / 2 non-zero ones, 3 / Σw, 2 / 2 without, the sum.
    expect(message).toMatch(
      /sample_weight \[2, 1\] give 1\.5 \(keras[^)]*\), 1 \([^)]*\), 1 \(left out\), 3 \(sum\)/,
    );
  });
  test('a mask: with one row left of two, the sum alone, the rule of later versions, or no mask', async () => {
    const masked = {
      framework: 'keras@2.10',
      loss: 'mae',
      y_true: [[0], [0]],
      y_pred: [[3], [3]],
      mask: [1, 0],
    };
    // Keras 2.10 divides 3 by all 2 rows; 3 is also (3 + 3) / 2.
    const message = await explained(masked, '3.0');
    expect(message).toMatch(/The rule of Keras.*3 divided by 1/);
    expect(message).toMatch(/reduction is "sum"/);
    expect(message).toMatch(/ambiguous/);
    expect(message).toMatch(/What tells them apart/);
  });
  test('equal class weights: samples and sum of the weights', async () => {
    const classes = {
      framework: 'keras@3',
      loss: 'sparse_categorical_crossentropy',
      y_true: [0, 0],
      y_pred: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      class_weight: { 0: 2, 1: 1 },
    };
    // 4 ln 2 / 2 here; ln 2 without the weights and over their sum alike.
    const message = await explained(classes, '0.693147');
    expect(message).toMatch(/class weights are left out/);
    expect(message).toMatch(/divided by 4 \((?:class weights|sample weights|the sum of the weights)/);
  });
  test('causes that no input parts are one: the sum by the reduction, and over 1', async () => {
    const message = await explained(
      { framework: 'keras@3', loss: 'mae', y_true: [0, 0], y_pred: [1, 4] },
      '5.0000',
    );
    expect(message).toMatch(/reduction is "sum"/);
    expect(message).not.toMatch(/1 \(the sum\)/);
  });
  test('a cause that is the only one is not made ambiguous', async () => {
    const message = await explained(
      {
        loss: 'mse',
        framework: 'keras@2.2',
        y_true: [1, 4, 5],
        y_pred: [1, 2, 3],
        sample_weight: [0.1, 0, 0.1],
      },
      '0.133333',
    );
    expect(message).toMatch(/explained\. The rule of Keras 2\.3\.1 – 3\.15\.1/);
  });
  test('several outputs: one alone', async () => {
    const output = (y_pred: number[], loss_weight: number) => ({
      loss: 'mae',
      y_true: [0, 0],
      y_pred,
      loss_weight,
    });
    const audit = { framework: 'keras@3', outputs: { a: output([1, 2], 0.5), b: output([4, 8], 0.25) } };
    // 0.75 + 1.5 here; 1.5 + 6 without the weights.
    expect(await explained(audit, '6.0000')).toMatch(/The loss of the output b alone/);
    expect(await explained(audit, '7.5000')).toMatch(/loss weights/);
  });
  test('few digits are no evidence', async () => {
    // 0.7: of a thousand numbers around 2.65, many round to it.
    expect(
      await explained({ framework: 'keras@3', loss: 'mae', y_true: [0, 0], y_pred: [1.17, 4.13] }, '0.7'),
    ).toMatch(/too little to tell|unexplained/);
  });
  test('no contrast without a difference', async () => {
    const message = await explained(
      { framework: 'keras@2.15', loss: 'bce', y_true: [[1], [0]], y_pred: [[0], [0.5]], reported: '1' },
      '8.405623',
    );
    expect(message).not.toMatch(/(\d+ \([^)]*\)), instead of \1/);
  });
});

test('computed in another dtype: by the spacing of that dtype', async () => {
  // 0.1 as float32 is 0.100000001490116, as float16 0.0999755859375 (IEEE 754).
  expect(await causesOf(plain(0.1, '0.1', 'float64'), '0.10000000149011612')).toContain('dtype=float32');
  expect(await explained(plain(0.1, '', 'float32'), '0.0999755859375')).toMatch(/Computed in float16/);
  // 0.4987 in float16 is 0.498779296875: 0.4986 is not what it prints.
  expect(await explained(plain(0.4987, '', 'float32'), '0.4986')).not.toMatch(/float16/);
});

test('a cause that gives the whole number itself is not the only one where this number rounds to it', async () => {
  // 1e-30 is 0 in float16, and rounds to 0.
  const message = await explained(plain(1e-30, ''), '0');
  expect(message).toMatch(/Computed in float16/);
  expect(message).toMatch(/Rounded to a whole number, what these arrays give, 1e-30, is 0 too/);
});

test('check explains a loss that differs by the digits of its text', async () => {
  const audit = (loss: string) =>
    `{"framework": "keras@3", "loss": "mae", "y_true": [0, 0], "y_pred": [1, 4], "expect": {"loss": ${loss}}}`;
  const of = async (loss: string) => (await reportOfText(audit(loss))).check?.comparisons[0].explanation;
  expect(await of('5.000')).toMatch(/^5\.000 is ambiguous: .*reduction is "sum"/);
  expect(await of('5')).toMatch(/^5 is .*reduction is "sum"/);
  // 2.5 rounds to 3, the text of a whole number.
  expect(await of('3')).toMatch(/Rounded to a whole number, what these arrays give, 2\.5, is 3 too/);
});
