/** What a report answers first, and says again at its end. Numbers are counted in the comments. */
import { expect, test } from 'vitest';
import { readAudit } from '../../src/audit/read.js';
import { auditReport } from '../../src/audit.js';
import { chooseEngines } from '../../src/engines/choose.js';
import { reportText } from '../../src/report/audit/text.js';
import { textOf } from '../../src/report/layout/text.js';
import { averagedTotal, withSum } from '../../src/text/total-formula.js';

async function text(audit: object, options: { brief?: boolean; full?: boolean; height?: number } = {}) {
  const bytes = Buffer.from(JSON.stringify({ framework: 'keras@3', ...audit }));
  const read = await readAudit(bytes, {}, { source: 'a.json', baseDir: '.', roots: [] });
  const engines = await chooseEngines('reference', read.dtype, '0.0.0');
  const { full = false } = options;
  const report = await auditReport(read, engines, { full, version: '0.0.0' }, {});
  return reportText(report, { width: 80, colour: false, digits: 6, ...options, full });
}

const mse = { loss: 'mse', y_true: [[1], [2]], y_pred: [[2], [4]] };

test('one output with a weight: its loss (1 + 4) / 2, and half of it as the total', async () => {
  const said = await text({ outputs: { main: { ...mse, loss_weight: 0.5 } } });
  expect(said).toContain('  main   2.5   =  5 / 2 (all samples)\n  total  1.25  =  0.5 * main\n');
});

test('what is added is a line, though it adds up to nothing', async () => {
  const said = await text({ ...mse, regularization: { a: 0.5, b: -0.5 } });
  expect(said).toContain('  a        0.5\n  b       -0.5\n  total    2.5  =  output + a + b\n');
});

test('in brief: results, what fails, findings', async () => {
  const bad = { ...mse, y_pred: [['NaN'], [4]], expect: { loss: 2.5 } };
  const said = await text(bad, { brief: true });
  expect(said).toMatch(/^ {2}loss {2}NaN[^\n]*\n[^\n]*\n\n {2}error {2}non-finite\n/);
  expect(said).toContain('FAIL  loss');
  expect(said).not.toMatch(/engine|mean_squared_error/);
});

test('errors come again where they have scrolled off', async () => {
  const bad = { ...mse, y_pred: [['NaN'], [4]] };
  const times = (said: string) => said.split('error  non-finite').length - 1;
  expect(times(await text(bad, { height: 100 }))).toBe(1);
  expect(times(await text(bad, { height: 10 }))).toBe(2);
});

test('all of many values are printed', async () => {
  const column = Array.from({ length: 200_000 }, (_, i) => [i % 2]);
  const said = await text({ loss: 'mse', y_true: column, y_pred: column }, { full: true });
  expect(said).toContain('200,000 values');
});

test('results stand on their decimal points, and go on below where there is no room', () => {
  const results = [
    { label: 'a', value: '1.25', equals: '2.5 / 2' },
    { label: '損失', value: '10' },
    { label: 'n'.repeat(50), value: 'NaN', equals: 'word '.repeat(12).trim() },
  ];
  const printed = [...textOf([{ kind: 'results', results }], { width: 80, colour: false })];
  // A label of 40 columns, 2 before and 2 behind it; "NaN" ends where the digits do.
  expect(printed).toEqual([
    `  a${' '.repeat(39)}   1.25  =  2.5 / 2\n`,
    `  損失${' '.repeat(36)}  10\n`,
    `  ${'n'.repeat(19)}…${'n'.repeat(20)}    NaN\n`,
    `     =  ${'word '.repeat(12).trim()}\n`,
  ]);
});

test('of many outputs the total comes first, each has a line, and names stay apart', async () => {
  const names = Array.from(
    { length: 30 },
    (_, i) => `a_long_name_of_a_model_with_many_heads_${i}_classified`,
  );
  const output = (i: number) => ({
    loss: 'mse',
    y_true: [[1], [2]],
    y_pred: [[1.5], [2.25]],
    loss_weight: i % 3,
  });
  const outputs = Object.fromEntries(names.map((name, i) => [name, output(i)]));
  const lines = (await text({ outputs })).split('\n');
  // (0.25 + 0.0625) / 2 = 0.15625; weights 0, 1, 2 of ten outputs each: 30 · 0.15625 = 4.6875.
  expect(lines.findIndex((line) => /^ {2}total +4\.6875/.test(line))).toBeLessThan(5);
  const of = lines.filter((line) => /classified +0\.15625 {2}= {2}0\.3125 \/ 2/.test(line));
  expect(of).toHaveLength(30);
  expect(of[2]).toMatch(/, × 2$/);
  expect(new Set(of.map((line) => line.slice(0, 42))).size).toBe(30);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test('a total that is averaged in another way than its many outputs says how', () => {
  expect(withSum(averagedTotal('sum(batch_total) / 2', 'a + b'), 'sum of 2 values')).toBe(
    averagedTotal('sum(batch_total) / 2', 'sum of 2 values'),
  );
  expect(withSum('a + 2 * b', 'sum of 2 values')).toBe('sum of 2 values');
});
