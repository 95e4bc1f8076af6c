/** What a report answers first, and says again at its end. Numbers are counted in the comments. */
import { expect, test } from 'vitest';
import { readAudit } from '../../src/audit/read.js';
import { auditReport } from '../../src/audit.js';
import { chooseEngines } from '../../src/engines/choose.js';
import { reportText } from '../../src/report/audit/text.js';
import { textOf } from '../../src/report/layout/text.js';

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
    `  a${' '.repeat(39)}   1.25\n`,
    '     =  2.5 / 2\n',
    `  損失${' '.repeat(36)}  10\n`,
    `  ${'n'.repeat(39)}…    NaN\n`,
    `     =  ${'word '.repeat(12).trim()}\n`,
  ]);
});
