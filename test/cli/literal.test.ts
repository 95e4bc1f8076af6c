/** Literals of flags: what Python 3.11's ast.literal_eval takes, nan and inf beside it. Files stay JSON. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isLiteral, literal } from '../../src/cli/flags/literal.js';
import { jsonOfPython } from '../../src/cli/flags/python-text.js';
import { LossauditError } from '../../src/errors.js';
import { isNdArray } from '../../src/tensor/ndarray.js';
import { lossaudit } from './run-cli.js';

function plain(text: string): unknown {
  const value = literal(text, '--y-true');
  return isNdArray(value) ? [...value.data] : JSON.parse(JSON.stringify(value));
}

function refusal(text: string): LossauditError {
  try {
    literal(text, '--y-true');
  } catch (error) {
    if (error instanceof LossauditError) return error;
  }
  throw new Error(`${text} was taken`);
}

// Right: what ast.literal_eval printed.
test.each([
  ['[[.9,.1]]', [0.9, 0.1]],
  ['[1.,2]', [1, 2]],
  ['[+1,-.5]', [1, -0.5]],
  ['[1e3,1.e-3]', [1000, 0.001]],
  ['[1,2,]', [1, 2]],
  ['[(1,2),(3,4),]', [1, 2, 3, 4]],
  ['(1,2)', [1, 2]],
  ['[1_000, 01.5]', [1000, 1.5]],
  ['[True,False]', [1, 0]],
  [`['a', 'it\\'s "b"', None]`, ['a', `it's "b"`, null]],
  ['{0: 1., "1": 3, -1: 2,}', { '0': 1, '1': 3, '-1': 2 }],
  // Of numpy's and math's words.
  ['[nan, -inf, np.nan]', [Number.NaN, Number.NEGATIVE_INFINITY, Number.NaN]],
])('%s', (text, value) => expect(plain(text)).toEqual(value));

test('JSON stays as it is', () => {
  const json = `{"a": [1, -0.5, 1e-7, NaN, -Infinity, true, null], "b\\"'": "x, .5, (1,)"}`;
  expect(jsonOfPython(json).json).toBe(json);
});

// SyntaxError of Python for all but the last two, of which one is no tuple and one is a word.
test.each([
  ['[1,,2]', ':1:4'],
  ['[,]', ':1:2'],
  ['[01]', ':1:2'],
  ['[1 2]', ':1:4'],
  ['[.5,.5,1 2]', ':1:10'],
  ['[(1),2]', ':1:2'],
  ['[.5, abc]', ':1:6'],
])('%s is refused at its place', (text, where) => {
  const { code, where: at } = refusal(text);
  expect([code, at]).toEqual(['json-syntax', expect.stringContaining(`--y-true${where}`)]);
});

test('a long one takes no longer than its length', () => {
  const text = `[${'.5, +1., '.repeat(60_000)}]`;
  const started = performance.now();
  expect((plain(text) as number[]).length).toBe(120_000);
  expect(performance.now() - started).toBeLessThan(5000);
});

describe('on the command line', () => {
  test('numbers as people type them', () => {
    const flags = ['--framework', 'torch', '--loss', 'mse_loss', '--brief'];
    // (0.1² + 0.1²) / 2
    const { code, out } = lossaudit([
      'compute',
      ...flags,
      '--y-true',
      '[[1.,0.]]',
      '--y-pred',
      '((.9,+.1),)',
    ]);
    expect([code, out.split('\n')[0]]).toEqual([0, expect.stringMatching(/^ {2}loss {2}0\.01 {2}= /)]);
  });
  test('a name in round brackets is a file', () => {
    expect(isLiteral('(old) pred.npy')).toBe(false);
    expect(isLiteral('(1).npy')).toBe(false);
  });
  test('a file stays JSON', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'lossaudit-literal-')), 'a.json');
    writeFileSync(file, '{"loss": "mse", "y_true": [.5], "y_pred": [1]}');
    expect(lossaudit(['compute', file]).code).toBe(2);
  });
});
