/** `check --update` gives an audit without reference values a first one, and keeps its formatting. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lossaudit } from './run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'lossaudit-first-'));
const run = (...args: string[]) => lossaudit(['check', ...args], { cwd: folder });
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
const get = (name: string) => readFileSync(join(folder, name), 'utf8');
// (0 + 4 + 4) / 3 in float32.
const AUDIT = '"framework": "keras@3", "loss": "mse", "y_true": [1, 4, 5], "y_pred": [1, 2, 3]';
const LOSS = '2.6666667';

test.each([
  ['on one line', `{${AUDIT}}`, `{${AUDIT}, "expect": {"loss": ${LOSS}}}`],
  ['with blanks', `{ ${AUDIT} }\n`, `{ ${AUDIT}, "expect": {"loss": ${LOSS}} }\n`],
  [
    'compact',
    `{${AUDIT.replace(/([,:]) /g, '$1')}}`,
    `{${AUDIT.replace(/([,:]) /g, '$1')},"expect":{"loss":${LOSS}}}`,
  ],
  [
    'indented, CRLF',
    `{\r\n\t${AUDIT.replaceAll(', "', ',\r\n\t"')}\r\n}\r\n`,
    `{\r\n\t${AUDIT.replaceAll(', "', ',\r\n\t"')},\r\n\t"expect": {"loss": ${LOSS}}\r\n}\r\n`,
  ],
  ['after an empty line', `{\n\n  ${AUDIT}}`, `{\n\n  ${AUDIT},\n  "expect": {"loss": ${LOSS}}}`],
  ['empty', `{"expect": {}, ${AUDIT}}`, `{"expect": {"loss": ${LOSS}}, ${AUDIT}}`],
  [
    'tolerances alone',
    `{"expect": {"rtol": 0.1, "atol": 0}, ${AUDIT}}`,
    `{"expect": {"rtol": 0.1, "atol": 0, "loss": ${LOSS}}, ${AUDIT}}`,
  ],
])('%s', (_, before, after) => {
  put('a.json', before);
  const failed = run('a.json');
  expect([failed.code, failed.out]).toEqual([1, expect.stringContaining('expects nothing')]);
  expect(get('a.json')).toBe(before);
  const updated = run('a.json', '--update');
  expect(updated.err).toMatch(/^a\.json: expect\.loss {2}2\.6666667 is what it gives now/);
  expect(updated.code).toBe(0);
  expect(get('a.json')).toBe(after);
  // No more to add.
  expect(run('a.json', '--update')).toMatchObject({ code: 0, err: '' });
  expect(get('a.json')).toBe(after);
});

test('several outputs: the total; NaN as a word', () => {
  const output = '{"loss": "mse", "y_true": [1], "y_pred": [3]}';
  put('b.json', `{"framework": "keras@3", "outputs": {"a": ${output}, "b": ${output}}}`);
  expect(run('b.json', '--update').code).toBe(0);
  expect(JSON.parse(get('b.json')).expect).toEqual({ loss: 8 });
  put('b.json', '{"framework": "keras@3", "loss": "mse", "y_true": [1], "y_pred": [NaN]}');
  expect(run('b.json', '--update').code).toBe(0);
  expect(get('b.json')).toContain('"expect": {"loss": "NaN"}');
});

test('what is refused, or no audit, is left alone', () => {
  const refused = '{"framework": "keras@3", "loss": "mse", "y_true": [1], "y_pred": [1, 2]}';
  const others = {
    'tsconfig.json': '{"compilerOptions": {"strict": true}, "include": ["src"]}',
    'package.json': '{"name": "x", "scripts": {"loss": "y_true"}, "keywords": ["loss", "y_true"]}',
    'report.json': '{"schema": "lossaudit/report@1", "outputs": [{"loss": "mse"}], "y_true": 1}',
    'losses.json': '{"per_batch": {"loss": [1, 2]}}',
    'list.json': '[{"loss": "mse", "y_true": [1], "y_pred": [2]}]',
  };
  for (const [name, text] of Object.entries(others)) put(name, text);
  put('refused.json', refused);
  put('good.json', `{${AUDIT}, "expect": {"loss": 2.6666667}}`);
  expect(run('refused.json', '--update').code).toBe(2);
  expect(get('refused.json')).toBe(refused);
  for (const name of ['tsconfig.json', 'package.json', 'report.json', 'losses.json']) {
    const { code, out } = run(name, '--update', '--json');
    const [{ error }] = JSON.parse(out).audits;
    expect([code, error.code, error.message]).toEqual([
      2,
      'no-audit',
      `${name} is no audit: it has no loss, no outputs and no arrays`,
    ]);
  }
  const { audits } = JSON.parse(run('.', '--json').out);
  expect(audits.map((a: { file: string }) => a.file)).toEqual([
    'a.json',
    'b.json',
    'good.json',
    'list.json',
    'refused.json',
  ]);
  run('.', '--update');
  for (const [name, text] of Object.entries(others)) expect(get(name)).toBe(text);
});

test('another JSON file is no audit for the other commands either', () => {
  for (const command of ['compute', 'compare', 'explain', 'replay']) {
    const { code, out } = lossaudit([command, 'tsconfig.json', '--json'], { cwd: folder });
    expect([code, JSON.parse(out).error.code]).toEqual([2, 'no-audit']);
  }
});

test('--json is --reporter json, for what goes wrong before, too', () => {
  const shown = run('good.json', '--reporter', 'json').out;
  expect(run('good.json', '--json').out).toBe(shown);
  expect(run('good.json', '--json', '--reporter', 'json').out).toBe(shown);
  expect(run('good.json', '--json', '--reporter', 'junit=out.xml').out).toBe(shown);
  for (const flags of [['--json'], ['--reporter', 'json'], ['--reporter=json']])
    expect(JSON.parse(run('nothing-*.json', ...flags).out).error.code).toBe('no-audits');
});
