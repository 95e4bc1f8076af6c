/** `explain` as a user runs it: exit codes, formats, what is refused. Its numbers are of scenario S1. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Explanation } from '../../src/report/explain/model.js';
import { lossaudit, type Ran, ROOT } from './run-cli.js';

const folder = mkdtempSync(path.join(tmpdir(), 'lossaudit-explain-'));
/** TensorFlow issue 25178: 0.4 over 2 weights that are not zero, over 3 samples, or over Σw = 0.2. */
const S1 = {
  framework: 'keras@2.2',
  loss: 'mse',
  y_true: [1, 4, 5],
  y_pred: [1, 2, 3],
  sample_weight: [0.1, 0, 0.1],
};

function explain(audit: object, ...flags: string[]): Ran {
  writeFileSync(path.join(folder, 'a.json'), JSON.stringify(audit));
  return lossaudit(['explain', 'a.json', ...flags], { cwd: folder });
}

function json(audit: object, ...flags: string[]): Explanation {
  const { out, err } = explain(audit, '--json', ...flags);
  expect(err).toBe('');
  return JSON.parse(out);
}

describe('the README’s number, in one command', () => {
  test('0.1333 is 0.4 / 3', () => {
    const { code, out, err } = explain(S1, '--reported', '0.1333');
    expect([code, err]).toEqual([0, '']);
    expect(out.startsWith('0.1333 is explained. ')).toBe(true);
    expect(out).toMatch(/denominator +2 +3\n/);
    expect(out).toMatch(/\{"framework": "keras@[.\d]+"\}/);
    expect(out).toContain('lossaudit compute a.json --framework keras@');
  });
  test('its patch makes compute give it', () => {
    const [cause] = json(S1, '--reported', '0.1333').causes;
    const { out } = lossaudit(['compute', '-', '--json'], {
      input: JSON.stringify({ ...S1, ...cause?.patch }),
    });
    expect(JSON.parse(out).total).toBeCloseTo(0.4 / 3, 6);
  });
  test('0.2 is what the audit gives', () => {
    expect(explain(S1, '--reported', '0.2')).toMatchObject({ code: 0 });
    const { verdict, computed, causes } = json(S1, '--reported', '0.2');
    expect([verdict, causes]).toEqual(['agrees', []]);
    expect(computed).toBeCloseTo(0.2, 6);
  });
  test('nothing gives 0.77713', () => {
    const { code, out } = explain(S1, '--reported', '0.77713');
    expect(code).toBe(1);
    expect(out).toContain('0.77713 is unexplained: none of ');
  });
});

describe('results', () => {
  const schema = JSON.parse(readFileSync(`${ROOT}schema/explain.schema.json`, 'utf8'));
  const validate = new Ajv2020({ strict: false }).compile(schema);
  test.each([
    '0.2',
    '0.1333',
    '2.0',
    '0.77713',
    'nan',
    '0.1333@framework=keras@2.15',
    'history=0.13@epoch=1',
  ])('%s is of the published form', (reported) => {
    expect(validate(json(S1, '--reported', reported)), JSON.stringify(validate.errors)).toBe(true);
  });
  test('Markdown, and a file', () => {
    const { code, out } = explain(S1, '--reported', '0.1333', '--format', 'markdown', '--output', 'out.md');
    expect([code, out]).toEqual([0, '']);
    expect(readFileSync(path.join(folder, 'out.md'), 'utf8')).toContain('**0.1333 is explained.**');
  });
  test.each([60, 80, 120])('no line is wider than %i columns', (width) => {
    const { out } = lossaudit(['explain', 'a.json', '--reported', '2.0'], {
      cwd: folder,
      env: { COLUMNS: String(width) },
    });
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
  });
  test('several numbers, each with its place', () => {
    // Scenario S3: five errors of 1.2, three of 1.3; 1.25 by batches of five, 1.2375 by rows.
    const errors = [1.2, 1.2, 1.2, 1.2, 1.2, 1.3, 1.3, 1.3];
    const audit = { framework: 'torch', loss: 'L1Loss', y_true: errors.map(() => 0), y_pred: errors };
    const flags = ['--reported', '1.25@batch_size=5', '--reported', '1.2375@batch_size=8'];
    const { reported } = json(audit, ...flags);
    expect(reported.map((r) => [r.text, r.conditions])).toEqual([
      ['1.25', { batch_size: 5 }],
      ['1.2375', { batch_size: 8 }],
    ]);
  });
});

describe('which number', () => {
  test('the file’s own', () => {
    expect(json({ ...S1, reported: '0.1333' }).reported).toMatchObject([{ text: '0.1333', of: 'loss' }]);
  });
  test('the flag’s is over the file’s', () => {
    expect(json({ ...S1, reported: '0.7' }, '--reported', '0.2').reported).toMatchObject([{ text: '0.2' }]);
  });
  test('what the file expects, where nothing is reported: `check` says this command', () => {
    const { reported, verdict } = json({ ...S1, expect: { loss: 0.1333, rtol: 0, atol: 1e-4 } });
    expect([reported[0]?.text, verdict]).toEqual(['0.1333', 'explained']);
  });
});

describe('what is refused', () => {
  test.each<[string, string[], string, string?]>([
    ['no number', [], 'There is no number to explain', '--reported 0.2'],
    ['a word', ['--reported', 'abc'], "argument 'abc' is invalid. It is written 0.2"],
    ['an unknown output', ['--reported', 'side=0.2'], 'the audit has no output side'],
    ['an unknown framework', ['--reported', '0.1', '--frameworks', 'kerass'], 'kerass', 'keras'],
    ['an empty list', ['--reported', '0.1', '--frameworks', 'keras,'], 'It is a list of names'],
    ['depth 0', ['--reported', '0.1', '--depth', '0'], 'It must be a whole number of at least 1'],
    ['no time', ['--reported', '0.1', '--time-limit', '0'], 'It must be a number above 0'],
    ['two numbers of the same', ['--reported', '0.1', '--reported', '0.2'], 'another time'],
  ])('%s', (_, flags, message, hint = '') => {
    const { code, out, err } = explain(S1, ...flags);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toContain(hint);
  });
  test('an audit that cannot be computed, as JSON', () => {
    const { code, out } = explain({ ...S1, y_pred: [1, 2] }, '--reported', '0.1', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out).error).toMatchObject({ code: 'rows-differ' });
  });
});

test('the time limit holds, and what was not tried is counted', () => {
  const rows = Array.from({ length: 400 }, (_, i) => [Math.sin(i), Math.cos(i)]);
  const audit = {
    ...S1,
    y_true: rows,
    y_pred: rows.map(([a, b]) => [b, a]),
    sample_weight: rows.map((_, i) => i % 3),
  };
  const { verdict, tried } = json(audit, '--reported', '0.77713', '--time-limit', '0.05', '--depth', '3');
  expect(['unexplained', 'undecidable', 'chance']).toContain(verdict);
  expect(tried.not_tried).toBeGreaterThan(0);
  expect(tried.untried!.reduce((sum, u) => sum + u.count, 0)).toBe(tried.not_tried);
});

test('of the sum it says once that it is divided by 1', () => {
  const sum = { framework: 'keras@3', loss: 'mse', y_true: [1, 2], y_pred: [2, 4] };
  const said = explain(sum, '--reported', '5').out.replace(/\s+/g, ' ');
  expect(said).toContain('5 is divided by 1 (the sum) instead of by 2 (all samples)');
});
