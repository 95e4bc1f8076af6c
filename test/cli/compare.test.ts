/** `compare` as a user runs it: exit codes, formats, what is refused. Its numbers are those of scenario S1. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { lossaudit, type Ran, ROOT } from './run-cli.js';

const folder = mkdtempSync(path.join(tmpdir(), 'lossaudit-compare-'));
const S1 = {
  framework: 'keras@2.2',
  loss: 'mse',
  y_true: [1, 4, 5],
  y_pred: [1, 2, 3],
  sample_weight: [0.1, 0, 0.1],
};

function compare(audit: object, ...flags: string[]): Ran {
  writeFileSync(path.join(folder, 'a.json'), JSON.stringify(audit));
  return lossaudit(['compare', 'a.json', ...flags], { cwd: folder });
}

test('the three numbers of tensorflow 25178 are one command', () => {
  const { code, out, err } = compare(S1);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^ +0\.2 +0\.4 \/ 2 +weights that are not zero +keras 2\.2\.4 – 2\.2\.5;/m);
  expect(out).toMatch(/^ +0\.133333 +0\.4 \/ 3 +all samples +keras 2\.3\.1 – 3\.15\.1;/m);
  expect(out).toMatch(/^ +2 +0\.4 \/ 0\.2 +weights/m);
});

test('JSON is of the published form, and exits 0 though numbers differ', () => {
  const { code, out } = compare(S1, '--json', '--frameworks', 'keras,torch,sklearn');
  const schema = JSON.parse(readFileSync(`${ROOT}schema/compare.schema.json`, 'utf8'));
  const validate = new Ajv2020({ strict: false }).compile(schema);
  expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
  expect(code).toBe(0);
  expect(JSON.parse(out).groups).toHaveLength(3);
});

test('frameworks go by name and version, and --all adds reductions', () => {
  const few = compare(S1, '--frameworks', 'keras@2.2,keras@2.15,keras@3');
  expect(few.out).toContain('keras 2.15.0');
  expect(few.out).not.toContain('torch');
  expect(compare(S1, '--frameworks', 'keras', '--all').out).toContain('metrics.mean_squared_error');
});

test('Markdown, and a file', () => {
  const { out, code } = compare(S1, '--format', 'markdown', '--output', 'out.md');
  expect([code, out]).toEqual([0, '']);
  expect(readFileSync(path.join(folder, 'out.md'), 'utf8')).toContain('| 0.133333 |');
});

test('what cannot be compared at all exits 2', () => {
  expect(compare(S1, '--frameworks', 'kera')).toMatchObject({
    code: 2,
    err: expect.stringContaining('kera'),
  });
  expect(compare({ ...S1, y_true: [1] })).toMatchObject({ code: 2, out: '' });
  const refused = compare({ ...S1, y_true: [1] }, '--json');
  expect(JSON.parse(refused.out).error.code).toMatch(/\w/);
  expect(compare(S1, '--format', 'pdf').code).toBe(2);
});

test('an audit of flags alone', () => {
  const files = ['--y-true', 'examples/y_true.npy', '--y-pred', 'examples/y_pred.npy'];
  const { code, out } = lossaudit(['compare', '--loss', 'mse', '--framework', 'keras@3', ...files]);
  expect(code).toBe(0);
  expect(out).toContain('the audit itself');
});
