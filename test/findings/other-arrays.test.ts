/** Findings about losses that have neither targets nor predictions. */
import { expect, test } from 'vitest';
import { auditReport } from '../../src/audit.js';
import { chooseEngines } from '../../src/engines/choose.js';
import { tripletAudit } from '../support/triplet.js';

const ARRAYS = { anchor: [0, 0, 0, 0, 0], positive: [1, 1, 1, 1, 1], negative: [2, 2, 2, 2, 2] };

async function reportOf(arrays: Readonly<Record<string, readonly number[]>>, text?: string) {
  const reported = text === undefined ? [] : [{ text, of: 'loss', conditions: {} }];
  const audit = { ...tripletAudit({ ...ARRAYS, ...arrays }), reported };
  return auditReport(audit, await chooseEngines('reference', 'float64', 'test'), {
    full: false,
    version: 'test',
  });
}
const codes = async (arrays: Readonly<Record<string, readonly number[]>>) =>
  (await reportOf(arrays)).findings.map((f) => f.code);

test('nothing is said of what is well', async () => {
  const report = await reportOf({});
  // |0 − 1| − |0 − 2| + 1 = 0 in every row.
  expect([report.total, report.findings]).toEqual([0, []]);
});

test('a NaN is found in the array that holds it', async () => {
  const report = await reportOf({ positive: [1, Number.NaN, 1, 1, 1] });
  expect(report.findings[0]).toMatchObject({ code: 'non-finite', data: { input: 'positive', index: '[1]' } });
});

test('one triplet makes the loss', async () => {
  // 9 − 2 + 1 = 8 of 8.
  expect(await codes({ positive: [1, 1, 9, 1, 1] })).toContain('dominant-sample');
});

test('negative weights', async () => {
  expect(await codes({ sample_weight: [1, 1, -1, 1, 1] })).toContain('negative-weights');
});

test('a reported number is explained', async () => {
  // 2 − 2 + 1 in each of five rows: the mean is 1, the sum 5.
  const report = await reportOf({ positive: [2, 2, 2, 2, 2] }, '5.0');
  expect(report.findings.map((f) => f.message)).toEqual([
    '5.0 was reported, these arrays give 1. It is explained. It is multiplied by 5, the number of rows.',
  ]);
});
