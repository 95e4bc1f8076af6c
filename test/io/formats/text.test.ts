/** JSON, JSON Lines and CSV: what Python, numpy and pandas wrote, and what is wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it, test } from 'vitest';
import { loadArray } from '../../../src/io/load.js';
import type { NdArray } from '../../../src/tensor/ndarray.js';
import { refusal } from '../refusal.js';
import { comparable, expected, load, refusedArrays, writtenArrays } from '../written.js';

describe('texts that other programs wrote', () => {
  it.each(writtenArrays('text'))('$file#$key', async (written) => {
    const array = await load(written.file, written.key);
    expect(comparable(array)).toEqual(expected(written));
  });

  it.each(refusedArrays('text'))('$file#$key is refused: $refused', async ({ file, key, refused }) => {
    const error = await refusal(() => load(file, key));
    expect(error).toMatchObject({
      code: 'csv-cell',
      where: `y_pred: ${file}:${refused.replace('line ', '')}`,
    });
    expect(error.message).toContain(refused);
  });
});

const folder = mkdtempSync(path.join(tmpdir(), 'lossaudit-text-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string, key?: string): Promise<NdArray> {
  writeFileSync(path.join(folder, 'y'), text);
  return loadArray(key === undefined ? { file: 'y' } : { file: 'y', key }, {
    key: 'y_pred',
    baseDir: folder,
    roots: [folder],
  });
}
const float = (shape: number[], ...values: number[]): NdArray => ({
  dtype: 'float64',
  shape,
  data: Float64Array.from(values),
});
const bool = (...values: number[]): NdArray => ({
  dtype: 'bool',
  shape: [values.length],
  data: Uint8Array.from(values),
});

describe('what is what', () => {
  const cases: [text: string, key: string | undefined, array: NdArray][] = [
    ['[1, 2]', undefined, float([2], 1, 2)],
    ['[[1, 2]]\n', undefined, float([1, 2], 1, 2)],
    ['[1,\n2]\n', undefined, float([2], 1, 2)],
    ['[1,2]\n[3,4]\n', undefined, float([2, 2], 1, 2, 3, 4)],
    ['\ufeff[1,2]\r\n\r\n[3,4]', undefined, float([2, 2], 1, 2, 3, 4)],
    ['[[1],[2]]\n[[3],[4]]', undefined, float([2, 2, 1], 1, 2, 3, 4)],
    ['[]\n[]\n', undefined, float([2, 0])],
    ['1\n2.5\n-3e2\n', undefined, float([3], 1, 2.5, -300)],
    ['0.5', undefined, float([1], 0.5)],
    ['NaN\n-Infinity', undefined, float([2], Number.NaN, Number.NEGATIVE_INFINITY)],
    ['true\nfalse\n', undefined, bool(1, 0)],
    ['{"y": [1, 2], "z": "text"}', undefined, float([2], 1, 2)],
    ['{"y": [1, 2], "z": 3}', 'z', float([], 3)],
    ['{"y": 1, "p": [0.5, 0.5]}\n{"p": [1, 0], "y": 2}\n', 'p', float([2, 2], 0.5, 0.5, 1, 0)],
    ['{"y": true}\n{"y": false}\n', undefined, bool(1, 0)],
    ['a\n1\n2\n', undefined, float([2], 1, 2)],
    ['a,b\n1,2\n3,4', 'b', float([2], 2, 4)],
    ['a,b\n1,2\n3,4\n', 'b,a', float([2, 2], 2, 1, 4, 3)],
    ['"a,b",c\n1,2\n', 'a,b', float([1], 1)],
    ['a;b\r\n1;2\r\n\r\n\r\n', 'a', float([1], 1)],
    ['a b\tc\n 1 \t2\n', 'a b', float([1], 1)],
    ['p,1\tc\n1\t2\n', 'p,1', float([1], 1)],
    ['"say ""a""",b\n"1","2"\n', 'say "a"', float([1], 1)],
    ['a,b\n"x\n""y""",2\n', 'b', float([1], 2)],
    ['a,b\n', 'a', float([0])],
    ['a\nTrue\nfalse\n', undefined, bool(1, 0)],
    ['a\nnan\n-inf\nInfinity\n+.5\n1.\n1E3', undefined, float([6], NaN, -Infinity, Infinity, 0.5, 1, 1000)],
    // The index that pandas writes first has no name, and its columns may be numbers.
    [',0,1\n0,5,6\n', '0,1', float([1, 2], 5, 6)],
    ['id,p\n9007199254740992,0.1\n', 'id', float([1], 2 ** 53)],
  ];
  it.each(cases)('%j %s', async (text, key, array) => {
    expect(comparable(await read(text, key))).toEqual(comparable(array));
  });
});

test('a CSV file may be Latin-1', async () => {
  writeFileSync(path.join(folder, 'y'), Buffer.from('caf\xe9,name\n1,\xe4\n2,\xf6\n', 'latin1'));
  const spec = { file: 'y', key: 'caf\u00e9' };
  const array = await loadArray(spec, { key: 'y_pred', baseDir: folder, roots: [folder] });
  expect(array).toEqual(float([2], 1, 2));
  writeFileSync(path.join(folder, 'y'), Buffer.from('[1, "\xe9"]', 'latin1'));
  expect((await refusal(() => loadArray('y', { key: 'y', baseDir: folder, roots: [folder] }))).code).toBe(
    'json-encoding',
  );
});

describe('what is wrong', () => {
  const cases: [text: string, key: string | undefined, code: string, words: string][] = [
    ['[1,2]\n[3]\n', undefined, 'json-ragged', '[1] is of the shape [1], expected [2] as before'],
    ['[1,2]\n3\n', undefined, 'json-ragged', '[1] is of the shape []'],
    ['1\nnull\n', undefined, 'json-mixed', '[1] is null'],
    ['1\n"a"\n', undefined, 'json-mixed', '[1] is text'],
    ['1 2\n', undefined, 'format-unsupported', 'np.loadtxt'],
    ['1\n2 3\n', undefined, 'json-syntax', 'the end of the line'],
    ['1\n9007199254740993\n', undefined, 'number-inexact', '9007199254740993'],
    ['1\n01\n', undefined, 'json-syntax', 'leading zeros'],
    ['[1] [2]\n', undefined, 'json-syntax', 'end of the text'],
    ['{"a": 1}\n{"b": 1}\n', 'a', 'json-mixed', 'without this member'],
    ['{"a": 1}\n[1]\n', 'a', 'json-mixed', 'without this member'],
    ['{"a": "x"}', undefined, 'no-arrays', 'no arrays'],
    ['{"a": [1], "b": 2}', undefined, 'key-missing', 'a, b'],
    ['{"a": [1], "b": 2}', 'c', 'key-unknown', 'no "c"'],
    ['[1, 2]', 'c', 'key-not-applicable', 'one array'],
    ['1,2\n3,4\n', undefined, 'format-unsupported', 'first line'],
    ['"1","2"\n3,4\n', undefined, 'format-unsupported', 'first line'],
    ['a,b\n1\n', 'a', 'csv-row', 'Line 2 has 1 cell, the first line 2'],
    ['a,b\n1,2,3\n', 'a', 'csv-row', 'Line 2 has 3 cells'],
    ['a,b\n1,"2\n', 'a', 'csv-quote', 'line 2'],
    ['a,b\n1,"2"x\n', 'a', 'csv-quote', 'line 2'],
    ['a,b\n1,x\n', 'b', 'csv-cell', 'The column "b" has "x", which is no number, in line 2'],
    ['a,b\n1,\n', 'b', 'csv-cell', 'empty cell in line 2'],
    ['a\n1\n\n2\n', 'a', 'csv-cell', 'empty cell in line 3'],
    ['a;b\n0,5;1\n', 'a', 'csv-cell', 'decimal comma'],
    ['a\n9007199254740993\n', 'a', 'csv-cell', 'no double holds'],
    ['a\n1e999\n', 'a', 'csv-cell', 'beyond'],
    ['a\n1e-999\n', 'a', 'csv-cell', 'would become 0'],
    ['a\n0x10\n', 'a', 'csv-cell', 'no number'],
    ['a\n1_000\n', 'a', 'csv-cell', 'no number'],
    [`a\n${'1'.repeat(3000)}\n`, 'a', 'csv-cell', 'no number'],
    ['a,a\n1,2\n', 'a', 'csv-duplicate', 'called "a"'],
    ['a,b\n1,2\n', undefined, 'key-missing', 'a, b'],
    ['a,b\n1,2\n', 'a,c', 'key-unknown', 'no "c"'],
  ];
  it.each(cases)('%j %s', async (text, key, code, words) => {
    const error = await refusal(() => read(text, key));
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint}`).toContain(words);
  });
});

test('a column holds the doubles that its texts mean', async () => {
  // Written without an exponent a double above 2^53 is an integer, which has to be exact.
  const short = fc.double({ min: -1e15, max: 1e15 }).map(String);
  const long = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x.toExponential());
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(short, long), { minLength: 1, maxLength: 20 }), async (cells) => {
      const { data } = await read(`a,b\n${cells.map((x) => `${x},"${x}"`).join('\n')}\n`, 'b');
      expect(Array.from(data)).toEqual(cells.map(Number));
    }),
    { numRuns: 200 },
  );
});
