/** `check` of arrays and of changed files: the audits that name them are checked. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { lossaudit } from './run-cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lossaudit-changed-'));
});

function write(name: string, content: string | Buffer | object): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  const isText = typeof content === 'string' || Buffer.isBuffer(content);
  writeFileSync(path, isText ? content : JSON.stringify(content));
}

/** An NPY file of float32. */
function npy(...values: number[]): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length},), }`.padEnd(117);
  const head = Buffer.from(`\x93NUMPY\x01\0\x76\0${text}\n`, 'latin1');
  return Buffer.concat([head, Buffer.from(Float32Array.from(values).buffer)]);
}

function check(...args: string[]) {
  const { code, out, err } = lossaudit(['check', '--reporter', 'json', ...args], { cwd: folder });
  const audits = out ? (JSON.parse(out).audits as { file: string; status: string }[] | undefined) : undefined;
  return { code, err, audits: audits?.map(({ file, status }) => `${file} ${status}`) };
}
const changed = (...files: string[]) => check('--changed', '--', ...files);

const mse = { framework: 'keras@3', loss: 'mse', y_true: [1, 1] };
/** ((1 − 1)² + (2 − 1)²) / 2. */
const expected = { expect: { loss: 0.5 } };
const torch = {
  framework: 'torch',
  loss: 'cross_entropy',
  y_true: [0, 1],
  y_pred: [
    [0, 0],
    [0, 0],
  ],
};

describe('a changed array', () => {
  test.each<[string, string, object]>([
    ['named alone', 'p.npy', { ...mse, y_pred: '../p.npy', ...expected }],
    ['in the audit’s folder', 'audits/p.npy', { ...mse, y_pred: 'p.npy', ...expected }],
    ['with a dtype', 'p.npy', { ...mse, y_pred: { file: '../p.npy', dtype: 'float64' }, ...expected }],
    ['by its other name', 'data/p', { ...mse, input: '../data/./p', ...expected }],
    [
      'of an output',
      'p.npy',
      {
        framework: 'keras@3',
        outputs: { main: { ...mse, framework: undefined, y_pred: '../p.npy' } },
        ...expected,
      },
    ],
    [
      'of an output called outputs',
      'p.npy',
      {
        framework: 'keras@3',
        outputs: { outputs: { ...mse, framework: undefined, y_pred: '../p.npy' } },
        ...expected,
      },
    ],
    ['a parameter', 'p.npy', { ...torch, params: { weight: '../p.npy' }, expect: { loss: Math.LN2 } }],
    [
      'a parameter with a dtype',
      'p.npy',
      { ...torch, params: { weight: { file: '../p.npy', dtype: 'float32' } }, expect: { loss: Math.LN2 } },
    ],
    ['a weight', 'p.npy', { ...mse, y_pred: [1, 2], sample_weight: '../p.npy', expect: { loss: 1 } }],
    ['an expected one', 'p.npy', { ...mse, y_pred: [2, 2.4142135], expect: { per_sample: '../p.npy' } }],
  ])('%s: the audit that names it is checked', (_, file, audit) => {
    write(file, npy(1, 2));
    write('audits/a.json', audit);
    write('audits/other.json', { ...mse, y_pred: [1, 1], expect: { loss: 0 } });
    expect(changed(file)).toEqual({ code: 0, err: '', audits: ['audits/a.json passed'] });
    expect(check(file).audits).toEqual(['audits/a.json passed']);
    write(file, npy(5, 1));
    const ran = changed('readme.md', file);
    // Equal weights of classes are as good as others: all rows have the same loss.
    const [status, code] = 'params' in audit ? ['passed', 0] : ['failed', 1];
    expect([ran.audits, ran.code]).toEqual([[`audits/a.json ${status}`], code]);
  });

  test('a key of a file, and of a name with #', () => {
    write('a#b.npy', npy(1, 2));
    write('a.json', { ...mse, y_pred: { file: 'a#b.npy' }, ...expected });
    write('b.json', { ...mse, y_pred: 'batch.npz#y_pred', ...expected });
    write('batch.npz', Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1'));
    expect(changed('a#b.npy').audits).toEqual(['a.json passed']);
    expect(changed('batch.npz').audits).toEqual(['b.json error']);
  });

  test('through links to files and folders', () => {
    write('store/p.npy', npy(1, 2));
    symlinkSync('store', join(folder, 'data'));
    symlinkSync('store/p.npy', join(folder, 'link.npy'));
    write('a.json', { ...mse, y_pred: 'link.npy', ...expected });
    write('b.json', { ...mse, y_pred: 'data/p.npy', ...expected });
    expect(changed('store/p.npy').audits).toEqual(['a.json passed', 'b.json passed']);
    expect(changed('link.npy').audits).toEqual(['a.json passed', 'b.json passed']);
    rmSync(join(folder, 'store/p.npy'));
    expect(changed('store/p.npy')).toMatchObject({ code: 2, audits: ['a.json error', 'b.json error'] });
  });

  test('that is gone: the audits that name it fail, whether or not it is named', () => {
    write('p.npy', npy(1, 2));
    write('a.json', { ...mse, y_pred: 'p.npy', ...expected });
    write('refused.json', { ...mse, y_pred: 'none.npy', expect: { error: 'file-not-found' } });
    expect(changed().audits).toEqual(['refused.json passed']);
    renameSync(join(folder, 'p.npy'), join(folder, 'q.npy'));
    expect(changed('q.npy')).toMatchObject({ code: 2, audits: ['a.json error', 'refused.json passed'] });
    expect(changed('p.npy')).toMatchObject({ code: 2, audits: ['a.json error', 'refused.json passed'] });
    expect(changed()).toMatchObject({ code: 2, audits: ['a.json error', 'refused.json passed'] });
    expect(check('p.npy')).toMatchObject({ code: 2, audits: ['a.json error'] });
  });

  test('whose name looks like an option', () => {
    write('--update', npy(1, 2));
    write('a.json', { ...mse, y_pred: '--update', ...expected });
    expect(changed('--update').audits).toEqual(['a.json passed']);
  });
});

describe('a changed audit', () => {
  test('is checked, without those that it does not concern', () => {
    write('a.audit.json', { ...mse, y_pred: [1, 2], ...expected });
    write('b.json', { ...mse, y_pred: [1, 2], expect: { loss: 9 } });
    write('c.json', { ...mse, y_pred: [1, 2] });
    write('tsconfig.json', { compilerOptions: {} });
    expect(changed('a.audit.json').audits).toEqual(['a.audit.json passed']);
    expect(changed('b.json')).toMatchObject({ code: 1, audits: ['b.json failed'] });
    // No reference values: nothing can differ from them.
    expect(changed('c.json', 'tsconfig.json', 'removed.audit.json')).toEqual({
      code: 0,
      err: '',
      audits: [],
    });
  });

  test.each([
    ['', 2, 'error'],
    ['{', 2, 'error'],
    ['{}', 2, 'error'],
    // It is one, and checks nothing.
    ['{"loss": "mse", "y_true": [1], "y_pred": [1]}', 1, 'failed'],
  ])('that is called .audit.json must be one: %j', (text, code, status) => {
    write('.hidden/a.audit.json', text);
    expect(changed('.hidden/a.audit.json')).toMatchObject({
      code,
      audits: [`.hidden/a.audit.json ${status}`],
    });
  });

  test('nothing changed is nothing to check', () => {
    expect(changed()).toEqual({ code: 0, err: '', audits: [] });
  });
});

test('an array that no audit names is an error where it stands for audits', () => {
  write('p.npy', npy(1, 2));
  write('a.json', { ...mse, y_pred: [1, 2], ...expected });
  expect(changed('p.npy')).toEqual({ code: 0, err: '', audits: [] });
  expect(check('p.npy')).toMatchObject({ code: 2, audits: ['p.npy error'] });
  expect(lossaudit(['check', 'p.npy'], { cwd: folder }).out).toContain('no audit below the current folder');
  expect(check('none.npy')).toMatchObject({ code: 2, audits: ['none.npy error'] });
});

test('without --changed something must be named', () => {
  const ran = lossaudit(['check'], { cwd: folder });
  expect([ran.code, ran.out]).toEqual([2, '']);
  expect(ran.err).toContain("Missing required argument 'path'");
});
