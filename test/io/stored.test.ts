/** Arrays that stay in their file: the rows of any order are those of the array that is read whole. */
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import { loadArray, loadRows } from '../../src/io/load.js';
import { withArrays } from '../../src/io/opened.js';
import { type NdArray, sizeOf } from '../../src/tensor/ndarray.js';
import { isStored, type StoredArray } from '../../src/tensor/stored.js';
import { refusal } from './refusal.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/formats/', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'lossaudit-stored-'));
afterAll(() => rmSync(folder, { recursive: true }));

const context = (baseDir: string) => ({ key: 'y_pred', baseDir, roots: [baseDir] });

async function storedOf(file: string, baseDir: string, key?: string): Promise<StoredArray> {
  const array = await loadRows(key === undefined ? file : { file, key }, context(baseDir), 0);
  if (!isStored(array)) throw new Error(`${file} is not stored`);
  return array;
}

/** Rows in blocks of `step`, the last block first where `backwards`. */
async function rowsOf(array: StoredArray, step: number, backwards = false): Promise<number[]> {
  const reader = await array.open();
  const [rows = 1] = array.shape;
  const size = sizeOf(array.shape.slice(1));
  const all = new Array<number>(rows * size);
  const starts = Array.from({ length: Math.ceil(rows / step) }, (_, i) => i * step);
  for (const from of backwards ? starts.reverse() : starts) {
    const block = await reader.read(from, Math.min(rows, from + step));
    block.forEach((x, i) => {
      all[from * size + i] = x;
    });
  }
  await reader.close();
  return all;
}

describe('rows of the files that other programs wrote', () => {
  const files = ['npy', 'npz', 'safetensors', 'text'].flatMap((kind) =>
    readdirSync(path.join(FIXTURES, kind))
      .filter((file) => !file.endsWith('.json'))
      .map((file) => [kind, file] as const),
  );
  it.each(files)('%s/%s', async (kind, file) => {
    const baseDir = path.join(FIXTURES, kind);
    let keys: readonly string[] | undefined;
    try {
      keys = await withArrays(file, context(baseDir), async ({ arrays }) => arrays.keys);
    } catch (error) {
      expect(error).toBeInstanceOf(LossauditError);
      return;
    }
    for (const key of keys ?? [undefined]) {
      const spec = key === undefined ? file : { file, key };
      let whole: NdArray;
      try {
        whole = await loadArray(spec, context(baseDir));
      } catch (error) {
        expect(error).toBeInstanceOf(LossauditError);
        continue;
      }
      const rows = await loadRows(spec, context(baseDir), 0);
      expect([rows.dtype, rows.shape]).toEqual([whole.dtype, whole.shape]);
      if (!isStored(rows)) continue;
      for (const step of [1, 2, 1000]) expect(await rowsOf(rows, step)).toEqual(Array.from(whole.data));
      expect(await rowsOf(rows, 1, true)).toEqual(Array.from(whole.data));
    }
  });
});

describe('a file that is not what it was', () => {
  const original = path.join(FIXTURES, 'npy', 'f4-little.npy');
  const copy = (name: string) => {
    const file = path.join(folder, name);
    cpSync(original, file);
    return file;
  };

  it('was replaced before it is opened again', async () => {
    const file = copy('replaced.npy');
    const array = await storedOf('replaced.npy', folder);
    cpSync(original, `${file}.new`);
    renameSync(`${file}.new`, file);
    const error = await refusal(() => array.open());
    expect(error.code).toBe('file-changed');
    expect(error.message).toContain('replaced.npy');
  });

  it('grows while it is read', async () => {
    const file = copy('grows.npy');
    const reader = await (await storedOf('grows.npy', folder)).open();
    await reader.read(0, 1);
    appendFileSync(file, 'x');
    expect((await refusal(() => reader.close())).code).toBe('file-changed');
  });

  it('is cut off while it is read', async () => {
    const file = copy('cut.npy');
    const reader = await (await storedOf('cut.npy', folder)).open();
    truncateSync(file, 130);
    expect((await refusal(() => reader.read(1, 2))).code).toBe('file-changed');
    expect((await refusal(() => reader.close())).code).toBe('file-changed');
  });

  it('is replaced while it is read', async () => {
    const file = copy('moved.npy');
    const reader = await (await storedOf('moved.npy', folder)).open();
    await reader.read(0, 1);
    cpSync(original, `${file}.new`);
    renameSync(`${file}.new`, file);
    expect((await refusal(() => reader.close())).code).toBe('file-changed');
  });

  it('is removed while it is read', async () => {
    const file = copy('removed.npy');
    const reader = await (await storedOf('removed.npy', folder)).open();
    rmSync(file);
    expect((await refusal(() => reader.close())).code).toBe('file-changed');
  });

  it.each(['rows.jsonl', 'rows.csv'])('%s is rewritten in its place with fewer rows', async (name) => {
    const csv = name.endsWith('.csv');
    const header = csv ? 'y\n' : '';
    const file = path.join(folder, name);
    writeFileSync(file, `${header}${'1\n'.repeat(4)}`);
    const reader = await (await storedOf(name, folder)).open();
    writeFileSync(file, `${header}111111\n1`);
    expect((await refusal(() => reader.read(0, 4))).code).toBe('file-changed');
    expect((await refusal(() => reader.close())).code).toBe('file-changed');
  });

  it('rows.jsonl is rewritten in its place with rows of another shape', async () => {
    const file = path.join(folder, 'shapes.jsonl');
    writeFileSync(file, '[1,2]\n[3,4]\n');
    const reader = await (await storedOf('shapes.jsonl', folder)).open();
    writeFileSync(file, '[123]\n[456]\n');
    expect((await refusal(() => reader.read(0, 2))).code).toBe('file-changed');
    await refusal(() => reader.close());
  });

  it('is changed while it is read whole', async () => {
    const file = copy('whole.npy');
    const error = await refusal(() =>
      withArrays('whole.npy', context(folder), async ({ arrays }) => {
        const array = await arrays.read('');
        writeFileSync(file, 'something else');
        return array;
      }),
    );
    expect(error.code).toBe('file-changed');
  });
});

it('a declared dtype holds for rows, and errors name their place in the array', async () => {
  const text = { file: 'y.jsonl', dtype: 'uint8' };
  writeFileSync(path.join(folder, 'y.jsonl'), '[1,2]\n[3,4]\n[5,256]\n');
  const array = await loadRows(text, context(folder), 0);
  if (!isStored(array)) throw new Error('not stored');
  expect(array).toMatchObject({ dtype: 'uint8', shape: [3, 2], origin: { file: 'y.jsonl' } });
  const reader = await array.open();
  expect(await reader.read(0, 2)).toEqual(Uint8Array.of(1, 2, 3, 4));
  const error = await refusal(() => reader.read(2, 3));
  expect(error.code).toBe('value-not-in-dtype');
  expect(error.message).toContain('[2][1]');
  await reader.close();
});

it('Fortran order in several slabs is the same array', async () => {
  // 33 MB of float64: a row more than the slab of 2^25 bytes holds, and one in between.
  const [rows, a, b] = [2049, 32, 64];
  const size = a * b;
  const data = new Float64Array(rows * size);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < a; j++)
      for (let k = 0; k < b; k++) data[i + rows * (j + a * k)] = i * size + j * b + k;
  const dict = `{'descr': '<f8', 'fortran_order': True, 'shape': (${rows}, ${a}, ${b}), }`;
  const header = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${dict.padEnd(117)}\n`, 'latin1');
  writeFileSync(path.join(folder, 'fortran.npy'), Buffer.concat([header, Buffer.from(data.buffer)]));
  const array = await storedOf('fortran.npy', folder);
  const reader = await array.open();
  for (const [from, to] of [
    [0, 3],
    [2000, 2049],
    [2046, 2049],
    [2048, 2049],
    [1, 2],
  ] as const) {
    const block = await reader.read(from, to);
    expect(block).toEqual(Float64Array.from({ length: (to - from) * size }, (_, i) => from * size + i));
  }
  await reader.close();
});

it('the limit is of what is held before a conversion, too', async () => {
  writeFileSync(path.join(folder, 'wide.csv'), 'y\n1\n2\n3\n');
  // As float64 24 bytes, as uint8 3.
  expect(isStored(await loadRows({ file: 'wide.csv', dtype: 'uint8' }, context(folder), 10))).toBe(true);
});

it('what takes no more than the limit is read whole', async () => {
  const file = 'f4-little.npy';
  const whole = await loadArray(file, context(path.join(FIXTURES, 'npy')));
  const bytes = whole.data.byteLength;
  expect(isStored(await loadRows(file, context(path.join(FIXTURES, 'npy')), bytes))).toBe(false);
  expect(isStored(await loadRows(file, context(path.join(FIXTURES, 'npy')), bytes - 1))).toBe(true);
});

describe('texts of several blocks', () => {
  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  const BLOCK = 2 ** 20;

  it('a cell that is missing at the border of two blocks is told, with its line', async () => {
    for (let shift = -3; shift <= 3; shift++) {
      const lines = BLOCK / 2 + shift;
      write('y.csv', `y\n${'1\n'.repeat(lines)}\n${'2\n'.repeat(10)}`);
      const error = await refusal(() => loadArray('y.csv#y', context(folder)));
      expect(error).toMatchObject({ code: 'csv-cell', data: { line: lines + 2 } });
    }
  });

  it('quotes, values and lines that go over a border are whole', async () => {
    const record = '"a""b\nc",1.5,"2"\n';
    const records = Math.ceil((2.5 * BLOCK) / record.length);
    write('quoted.csv', `name,x,y\n${record.repeat(records)}`);
    const array = await storedOf('quoted.csv', folder, 'x,y');
    expect(array.shape).toEqual([records, 2]);
    const reader = await array.open();
    expect(await reader.read(records - 2, records)).toEqual(Float64Array.of(1.5, 2, 1.5, 2));
    expect(await reader.read(0, 1)).toEqual(Float64Array.of(1.5, 2));
    await reader.close();
    const wide = `[\n${Array.from({ length: BLOCK }, (_, i) => i % 10).join(',\n')}]\n`;
    write('wide.jsonl', `${wide}${wide}`);
    const wideArray = await storedOf('wide.jsonl', folder);
    expect(wideArray.shape).toEqual([2, BLOCK]);
    const wideReader = await wideArray.open();
    expect((await wideReader.read(1, 2)).subarray(-2)).toEqual(
      Float64Array.of((BLOCK - 2) % 10, (BLOCK - 1) % 10),
    );
    await wideReader.close();
  });

  it('an error far behind names its line', async () => {
    const lines = BLOCK;
    write('late.jsonl', `${'[1,2]\n'.repeat(lines)}[1]\n`);
    const error = await refusal(() => loadArray('late.jsonl', context(folder)));
    expect(error).toMatchObject({ code: 'json-ragged', data: { line: lines + 1, path: `[${lines}]` } });
  });

  it('objects a line keep their members', async () => {
    write('objects.jsonl', `${'{"y_true":1,"y_pred":[0.25,0.5]}\n'.repeat(BLOCK / 16)}`);
    const array = await storedOf('objects.jsonl', folder, 'y_pred');
    expect(array.shape).toEqual([BLOCK / 16, 2]);
    expect((await rowsOf(array, 1000)).slice(-2)).toEqual([0.25, 0.5]);
  });
});
