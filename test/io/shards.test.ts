/** Arrays of several files: the same as if one file had all their rows. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadArray, loadRows } from '../../src/io/load.js';
import { matches, naturally } from '../../src/io/shards.js';
import { isStored, type StoredArray } from '../../src/tensor/stored.js';
import { refusal } from './refusal.js';

const folder = mkdtempSync(path.join(tmpdir(), 'lossaudit-shards-'));
afterAll(() => rmSync(folder, { recursive: true }));
const context = { key: 'y_pred', baseDir: folder, roots: [folder] };

function npy(name: string, values: readonly number[], shape: string, descr = '<f8'): void {
  const data = descr === '<f8' ? Float64Array.from(values) : Float32Array.from(values);
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`;
  const header = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${dict.padEnd(117)}\n`, 'latin1');
  mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
  writeFileSync(path.join(folder, name), Buffer.concat([header, Buffer.from(data.buffer)]));
}

function text(name: string, content: string): void {
  mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}

it('* and ? match as in a shell', () => {
  const cases: [string, string, boolean][] = [
    ['a.npy', '*.npy', true],
    ['a.npy', '?.npy', true],
    ['ab.npy', '?.npy', false],
    ['.a.npy', '*.npy', false],
    ['.a.npy', '.*', true],
    ['a.b.c', 'a*c', true],
    ['a.b.d', 'a*c', false],
    ['[a]', '[a]', true],
    ['a', '[a]', false],
    ['a'.repeat(200), `${'*a'.repeat(100)}*b`, false],
    ['', '*', true],
  ];
  for (const [name, pattern, expected] of cases)
    expect([name, matches(name, pattern)]).toEqual([name, expected]);
});

it('numbers in names stand by their value', () => {
  const names = ['s-10', 's-9', 's-2', 's-010', 't', 's-2-b', 's-2-a', 's-100000000000000000001', 's'];
  const sorted = ['s', 's-2', 's-2-a', 's-2-b', 's-9', 's-010', 's-10', 's-100000000000000000001', 't'];
  expect(names.sort(naturally)).toEqual(sorted);
});

describe('one array of several files', () => {
  npy('many/s-10.npy', [9, 10], '1, 2');
  npy('many/s-2.npy', [3, 4, 5, 6, 7, 8], '3, 2');
  npy('many/s-1.npy', [1, 2], '1, 2');
  npy('many/s-3.npy', [], '0, 2');
  const all = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  const files = ['many/s-1.npy', 'many/s-2.npy', 'many/s-3.npy', 'many/s-10.npy'];

  it('is whole in memory below the limit', async () => {
    const whole = { dtype: 'float64', shape: [5, 2], data: all };
    expect(await loadArray('many/*.npy', context)).toEqual(whole);
    expect(await loadRows({ file: 'm?ny/s-*.npy' }, context, 80)).toEqual(whole);
    let told: unknown;
    const onShards = (shards: unknown) => {
      told = shards;
    };
    await loadArray('many/*.npy', { ...context, onShards });
    expect(told).toEqual({ pattern: 'many/*.npy', key: undefined, files, rows: [1, 3, 0, 1] });
  });

  it('stays in its files above it, with the same rows in any blocks', async () => {
    for (const limit of [0, 20, 79]) {
      const array = (await loadRows('many/*.npy', context, limit)) as StoredArray;
      expect(isStored(array)).toBe(true);
      expect(array).toMatchObject({ shape: [5, 2], origin: { file: 'many/*.npy', parts: files } });
      const reader = await array.open();
      for (let from = 0; from <= 5; from++)
        for (let to = from; to <= 5; to++)
          expect(Array.from(await reader.read(from, to))).toEqual(Array.from(all.slice(2 * from, 2 * to)));
      await reader.close();
    }
  });

  it('may be of any format, one that is read whole too', async () => {
    text('json/1.json', '[[1, 2], [3, 4]]');
    text('json/2.jsonl', '[5, 6]\n[7, 8]\n');
    for (const limit of [0, 1000]) {
      const array = await loadRows('json/*', context, limit);
      expect([array.dtype, array.shape, isStored(array)]).toEqual(['float64', [4, 2], limit === 0]);
      if (!isStored(array)) continue;
      const reader = await array.open();
      expect(await reader.read(1, 4)).toEqual(Float64Array.of(3, 4, 5, 6, 7, 8));
      await reader.close();
      writeFileSync(path.join(folder, 'json/1.json'), '[[1, 2], [3, 5]]');
      expect((await refusal(async () => (await array.open()).read(0, 1))).code).toBe('file-changed');
    }
  });

  it('a file of that very name wins', async () => {
    npy('own/[*].npy', [7], '1,');
    npy('own/[a].npy', [8], '1,');
    expect((await loadArray('own/[*].npy', context)).data).toEqual(Float64Array.of(7));
  });
});

describe('what is no single array', () => {
  it('rows of another shape, another dtype, no rows', async () => {
    npy('shape/1.npy', [1, 2], '1, 2');
    npy('shape/2.npy', [1, 2, 3], '1, 3');
    npy('dtype/1.npy', [1], '1,');
    npy('dtype/2.npy', [1], '1,', '<f4');
    npy('number/1.npy', [1], '');
    for (const [name, what] of [
      ['shape', 'shape/2.npy has rows of shape [3], shape/1.npy of [2]'],
      ['dtype', 'dtype/2.npy has the dtype float32, dtype/1.npy float64'],
      ['number', 'number/1.npy is a single number'],
    ] as const)
      for (const limit of [0, 1000]) {
        const error = await refusal(() => loadRows(`${name}/*.npy`, context, limit));
        expect(error.code).toBe('shards-differ');
        expect(error.message).toContain(what);
      }
  });

  it('nothing matches, or the folder may not be read', async () => {
    const none = await refusal(() => loadArray('many/x*.npy', context));
    expect(none.code).toBe('no-shards');
    expect(none.message).toContain(path.join(folder, 'many'));
    expect((await refusal(() => loadArray('../*', context))).code).toBe('outside-root');
    symlinkSync(tmpdir(), path.join(folder, 'link'));
    expect((await refusal(() => loadArray('link/*', context))).code).toBe('outside-root');
    expect((await refusal(() => loadArray('lin?/*', context))).code).toBe('outside-root');
    expect((await refusal(() => loadArray('nowhere/*', context))).code).toBe('file-not-found');
  });
});
