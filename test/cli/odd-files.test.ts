/**
 * Folders and lists with files that are odd: each is its own result, and the others' stand. Also arrays
 * beyond memory.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CheckReport } from '../../src/report/check/model.js';
import { lossaudit } from './run-cli.js';

/** mse of keras@2.2: (0 + 4) / 2. */
const AUDIT = JSON.stringify({
  framework: 'keras@2.2',
  loss: 'mse',
  y_true: [1, 4],
  y_pred: [1, 2],
  expect: { loss: 2 },
});
let folder: string;
const at = (name: string) => join(folder, name);
const run = (...args: string[]) => lossaudit(args, { cwd: folder });

/** Files with their status, or the code of their error. */
function check(...args: string[]): { code: number | null; results: Record<string, string>; err: string } {
  const { code, out, err } = run('check', ...args, '--reporter', 'json');
  const { audits } = JSON.parse(out) as CheckReport;
  return { code, err, results: Object.fromEntries(audits.map((a) => [a.file, a.error?.code ?? a.status])) };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lossaudit-odd-'));
  mkdirSync(at('d'));
  writeFileSync(at('d/good.json'), AUDIT);
});

/** Takes no space. */
function sparse(name: string, bytes: number, head = ''): void {
  writeFileSync(at(name), head);
  truncateSync(at(name), bytes);
}

describe.runIf(process.platform === 'linux').each([[[]], [['--jobs', '2']]])('check %j', (jobs) => {
  test('a folder', () => {
    sparse('d/huge.json', 3 * 2 ** 30);
    sparse('d/huge-audit.json', 3 * 2 ** 30, '{"y_true": 1, "loss": 2}'.padEnd(2 ** 20 + 99));
    spawnSync('mkfifo', [at('d/pipe.json')]);
    mkdirSync(at('d/folder.json'));
    writeFileSync(at('d/folder.json/inner.json'), AUDIT);
    writeFileSync(at('d/bad.json'), '{"y_true": [1], "loss": "mse"');
    writeFileSync(at('d/other.json'), '{"compilerOptions": {}}');
    symlinkSync('circle.json', at('d/circle.json'));
    symlinkSync('nowhere', at('d/dangling.json'));
    symlinkSync('/dev/zero', at('d/zero.json'));
    symlinkSync('.', at('d/again'));
    symlinkSync('..', at('d/up'));
    symlinkSync('/', at('d/everything'));
    const { code, results, err } = check('d', ...jobs);
    expect(results).toEqual({
      'd/bad.json': 'json-syntax',
      'd/circle.json': 'file-unreadable',
      'd/dangling.json': 'file-not-found',
      'd/folder.json/inner.json': 'passed',
      'd/good.json': 'passed',
      'd/huge-audit.json': 'file-too-large',
      'd/zero.json': 'file-unreadable',
    });
    expect(code).toBe(2);
    expect(run('check', 'd').out.replace(/\s+/g, ' ')).toContain('It is a link to a file that is not there');
    expect(err).toContain('d/everything leads to a folder elsewhere and is not followed');
  });

  test('files that are named', () => {
    sparse('huge.json', 3 * 2 ** 30);
    spawnSync('mkfifo', [at('pipe.json')]);
    symlinkSync('circle.json', at('circle.json'));
    const names = [
      'huge.json',
      'pipe.json',
      'circle.json',
      '/dev/null',
      'missing.json',
      'd/good.json',
      'd/good.json/x',
    ];
    const { code, results } = check(...names, ...jobs);
    expect(results).toEqual({
      'huge.json': 'file-too-large',
      'pipe.json': 'file-unreadable',
      'circle.json': 'file-unreadable',
      '/dev/null': 'file-unreadable',
      'missing.json': 'file-not-found',
      'd/good.json': 'passed',
      'd/good.json/x': 'file-not-found',
    });
    expect(code).toBe(2);
  });

  test('a name that no system takes', () => {
    const { results } = check('d/good.json', 'x'.repeat(300), 'd', ...jobs);
    expect(results).toEqual({ 'd/good.json': 'passed', ['x'.repeat(300)]: 'file-unreadable' });
  });

  test('a glob, past links in circles and out of it', () => {
    for (const name of ['a', 'b', 'c', 'e', 'f', 'g', 'h']) symlinkSync('.', at(`d/${name}`));
    symlinkSync('/', at('d/everything'));
    symlinkSync('good.json', at('d/link.json'));
    sparse('d/huge.json', 3 * 2 ** 30);
    const { code, results } = check('d/**/*.json', ...jobs);
    expect([code, Object.values(results)]).toEqual([0, ['passed']]);
  });

  // Root reads everything.
  test.runIf(process.getuid?.() !== 0)('what may not be read', () => {
    writeFileSync(at('d/secret.json'), AUDIT);
    mkdirSync(at('d/secrets'));
    chmodSync(at('d/secret.json'), 0);
    chmodSync(at('d/secrets'), 0);
    expect(check('d', ...jobs).results).toEqual({
      'd/good.json': 'passed',
      'd/secret.json': 'file-unreadable',
      'd/secrets': 'file-unreadable',
    });
  });
});

test('a large file of a folder is searched before it is read', () => {
  const filler = JSON.stringify({ data: 'x'.repeat(2 ** 21) });
  writeFileSync(at('d/large.json'), filler);
  // The words stand across the border of two pieces of 1 MiB, and behind it.
  const audit = JSON.parse(AUDIT);
  for (const n of [-60, -20, -9, 0]) {
    const head = `{"name": "${'n'.repeat(2 ** 20 + n - 11)}", `;
    writeFileSync(at(`d/at${n}.json`), head + JSON.stringify(audit).slice(1));
  }
  const names = Object.keys(check('d').results);
  expect(names).toEqual(['d/at-20.json', 'd/at-60.json', 'd/at-9.json', 'd/at0.json', 'd/good.json']);
});

describe('arrays beyond memory', () => {
  /** An NPY file whose data is one hole. */
  function npy(name: string, descr: string, shape: string, bytes: number): void {
    const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
    const padded = `${header.padEnd(118 - 1)}\n`;
    writeFileSync(
      at(name),
      Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'), Buffer.from(padded)]),
    );
    truncateSync(at(name), 10 + 118 + bytes);
  }

  test.each([
    ['<f4', '(1500000000, 1)', 6e9],
    ['<f8', '(1000000000,)', 8e9],
    ['<i8', '(2, 300000000)', 4.8e9],
    ['|b1', '(5000000000,)', 5e9],
    // Kept as float32: 2 bytes become 4.
    ['<f2', '(1100000000,)', 2.2e9],
  ])('%s %s', (descr, shape, bytes) => {
    npy('big.npy', descr, shape, bytes);
    const audit = { framework: 'keras@2.15', loss: 'mse', y_true: 'big.npy', y_pred: 'big.npy' };
    writeFileSync(at('a.json'), JSON.stringify(audit));
    // compute reads them from the file, in blocks.
    const { code, err } = run('compare', 'a.json');
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('at most 4294967296 (4 GiB) of one array are held'),
    ]);
    expect(err).toContain('Audit a part of the rows');
  });

  const column = (n: number) => Array.from({ length: n }, () => [2]);
  const ones = (n: number) => new Array(n).fill(1);
  test.each(
    ['keras@2.2', 'keras@2.2.5', 'keras@2.3', 'keras@2.8', 'keras@2.15', 'keras@3.0', 'keras@3.15'].flatMap(
      (framework) => ['graph', 'eager'].map((mode) => [framework, mode] as const),
    ),
  )('%s %s stretches no pair to more than 2^26 values', (framework, mode) => {
    const n = 10_000;
    const forms = [
      { y_true: ones(n), y_pred: column(n) },
      { y_true: column(n).map((row) => [row]), y_pred: [column(n)] },
    ];
    const errors = forms.map((form) => {
      const input = JSON.stringify({ framework, mode, loss: 'mse', ...form });
      const { code, err } = lossaudit(['compute', '-', '--engine', 'reference'], { input });
      expect(code === 0 ? '' : err).not.toContain('bug');
      return err;
    });
    // Called on tensors, Keras 2.2 lets NumPy's rule stretch 10,000 against [10,000, 1]: 10,000² values.
    if (framework === 'keras@2.2' && mode === 'eager')
      expect(errors[0]).toContain('[10000, 10000]: 100000000 values');
  });
});
