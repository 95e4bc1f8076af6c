import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseJson } from '../../src/io/json.js';
import { loadArray } from '../../src/io/load.js';
import type { NdArray } from '../../src/tensor/ndarray.js';
import { npyBytes, npyFixtures, roundingPairs } from './npy-fixtures.js';
import { refusal } from './refusal.js';

let folder: string;
let audits: string;
let elsewhere: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lossaudit-load-'));
  audits = path.join(folder, 'audits');
  elsewhere = path.join(folder, 'elsewhere');
  await mkdir(path.join(audits, 'arrays'), { recursive: true });
  await mkdir(elsewhere);
  await writeFile(path.join(audits, 'y.npy'), npyBytes('f4-little.npy'));
  await writeFile(path.join(audits, 'arrays', 'a#b.npy'), npyBytes('f4-little.npy'));
  await writeFile(path.join(audits, 'bfloat16.npy'), npyBytes('bfloat16.npy'));
  await writeFile(path.join(elsewhere, 'y.npy'), npyBytes('f4-little.npy'));
  await symlink(path.join(elsewhere, 'y.npy'), path.join(audits, 'link-out.npy'));
  await symlink('y.npy', path.join(audits, 'link-in.npy'));
  await symlink('circle', path.join(audits, 'circle'));
});
afterAll(() => rm(folder, { recursive: true }));

const context = (key = 'y_pred', roots: string[] = []) => ({
  key,
  baseDir: audits,
  roots: [audits, ...roots],
});
const load = (text: string, key?: string, roots?: string[]): Promise<NdArray> =>
  loadArray(parseJson(Buffer.from(text), 'audit.json').value, context(key, roots));

describe('arrays in the audit file', () => {
  it.each([
    ['[[1, 2.5]]', { dtype: 'float64', shape: [1, 2], data: Float64Array.of(1, 2.5) }],
    ['[true, false]', { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) }],
    ['-0.5', { dtype: 'float64', shape: [], data: Float64Array.of(-0.5) }],
    ['NaN', { dtype: 'float64', shape: [], data: Float64Array.of(Number.NaN) }],
    ['"-Infinity"', { dtype: 'float64', shape: [], data: Float64Array.of(Number.NEGATIVE_INFINITY) }],
    ['[]', { dtype: 'float64', shape: [0], data: new Float64Array(0) }],
    ['{"values": [1, 255], "dtype": "uint8"}', { dtype: 'uint8', shape: [2], data: Uint8Array.of(1, 255) }],
    ['{"values": [[1, 0]], "dtype": "bool"}', { dtype: 'bool', shape: [1, 2], data: Uint8Array.of(1, 0) }],
    ['{"values": [true], "dtype": "int64"}', { dtype: 'int64', shape: [1], data: Float64Array.of(1) }],
    ['{"values": 3, "dtype": "int32"}', { dtype: 'int32', shape: [], data: Int32Array.of(3) }],
    ['{"values": [0.5]}', { dtype: 'float64', shape: [1], data: Float64Array.of(0.5) }],
    ['{"values": [], "dtype": "int32"}', { dtype: 'int32', shape: [0], data: new Int32Array(0) }],
    [
      '{"values": [9223372036854775808.0], "dtype": "uint64"}',
      { dtype: 'uint64', shape: [1], data: Float64Array.of(2 ** 63) },
    ],
  ])('%s', async (text, expected) => {
    expect(await load(text)).toEqual(expected);
  });

  it.each(['float16', 'bfloat16'] as const)(
    'declared %s values are rounded as numpy and ml_dtypes do',
    async (dtype) => {
      const pairs = roundingPairs(dtype);
      const values = {
        dtype: 'float64' as const,
        shape: [pairs.length],
        data: Float64Array.from(pairs, ([from]) => from),
      };
      const array = await loadArray({ values, dtype }, context());
      expect(array).toEqual({ dtype, shape: [pairs.length], data: Float32Array.from(pairs, ([, to]) => to) });
    },
  );

  it.each([
    ['{"values": [[1, 2], [3, 300]], "dtype": "uint8"}', 'value-not-in-dtype', '[1][1] is 300'],
    ['{"values": [1.5], "dtype": "int32"}', 'value-not-in-dtype', 'whole numbers'],
    ['{"values": [NaN], "dtype": "int32"}', 'value-not-in-dtype', 'NaN'],
    ['{"values": [2], "dtype": "bool"}', 'value-not-in-dtype', 'from 0 to 1'],
    ['{"values": -1, "dtype": "uint32"}', 'value-not-in-dtype', 'the value is -1'],
    ['{"values": [9223372036854775808.0], "dtype": "int64"}', 'value-not-in-dtype', '9223372036854774784'],
    ['{"values": [1], "dtype": "double"}', 'dtype-unknown', 'float64'],
    ['{"values": [1], "dtype": 3}', 'dtype-unknown', '3'],
    ['{"values": "y.npy"}', 'array-spec', 'y.npy'],
    ['{"values": [1], "key": "a"}', 'array-spec', '"key"'],
    ['{"file": "y.npy", "values": [1]}', 'array-spec', '"values"'],
    ['{"file": 3}', 'array-spec', '"file"'],
    ['{"file": "y.npy", "key": 3}', 'array-spec', '"key"'],
    ['{}', 'array-spec', '"file"'],
    ['{"path": "y.npy"}', 'array-spec', '"path"'],
    ['null', 'array-spec', 'null'],
    ['["y.npy"]', 'array-spec', 'no numbers'],
    ['""', 'array-spec', 'empty file name'],
    ['"#a"', 'array-spec', 'empty file name'],
  ])('%s is refused', async (text, code, words) => {
    const error = await refusal(() => load(text, 'outputs.main.y_true'));
    expect(error.code).toBe(code);
    expect(error.where.startsWith('outputs.main.y_true')).toBe(true);
    expect(`${error.message} ${error.hint}`).toContain(words);
  });
});

describe('arrays in files', () => {
  const fixture = npyFixtures.find(({ file }) => file === 'f4-little.npy');
  const values = fixture?.values?.map(Number);

  it.each([
    '"y.npy"',
    '"./arrays/../y.npy"',
    '"link-in.npy"',
    '{"file": "y.npy"}',
    '{"file": "y.npy", "dtype": "float32"}',
    '{"file": "arrays/a#b.npy"}',
  ])('%s', async (text) => {
    const array = await load(text);
    expect([array.dtype, array.shape, Array.from(array.data)]).toEqual(['float32', [2, 3], values]);
  });

  it('a dtype that the file does not have is a conversion', async () => {
    expect((await load('{"file": "y.npy", "dtype": "float64"}')).dtype).toBe('float64');
    expect((await load('{"file": "bfloat16.npy", "dtype": "bfloat16"}')).dtype).toBe('bfloat16');
    expect((await refusal(() => load('"bfloat16.npy"'))).code).toBe('dtype-raw');
    expect((await refusal(() => load('{"file": "y.npy", "dtype": "int8"}'))).message).toContain(
      '[0][0] is 0.1',
    );
  });

  it('errors inside a file name key and file', async () => {
    await writeFile(path.join(audits, 'cut.npy'), npyBytes('f4-little.npy').subarray(0, -3));
    const error = await refusal(() => load('"cut.npy"', 'sample_weight'));
    expect([error.code, error.where]).toEqual(['npy-size', 'sample_weight: cut.npy']);
  });

  it('outside the allowed folders is refused, whether or not there is a file', async () => {
    const paths = [
      '../elsewhere/y.npy',
      '../elsewhere/missing.npy',
      path.join(elsewhere, 'y.npy'),
      'link-out.npy',
      '../audits-2/y.npy',
      '..',
    ];
    for (const file of paths) {
      const error = await refusal(() => load(JSON.stringify(file)));
      expect([error.code, error.where]).toEqual(['outside-root', 'y_pred']);
      expect(error.hint).toContain('--root');
    }
  });

  it('--root allows a folder, the root of the file system too', async () => {
    for (const file of [
      '../elsewhere/y.npy',
      path.join(await realpath(elsewhere), 'y.npy'),
      'link-out.npy',
    ]) {
      for (const root of [elsewhere, path.parse(folder).root]) {
        expect((await load(JSON.stringify(file), 'y', [root])).shape).toEqual([2, 3]);
      }
    }
    expect((await refusal(() => load('"../elsewhere/y.npy"', 'y', [path.join(folder, 'else')]))).code).toBe(
      'outside-root',
    );
    expect(
      (await refusal(() => load('"../elsewhere/y.npy"', 'y', [path.join(folder, 'missing')]))).code,
    ).toBe('outside-root');
  });

  it('a root may be a symbolic link', async () => {
    const link = path.join(folder, 'link-to-audits');
    await symlink(audits, link);
    const array = await loadArray('y.npy', { key: 'y', baseDir: link, roots: [link] });
    expect(array.shape).toEqual([2, 3]);
    const missing = await refusal(() => loadArray('missing.npy', { key: 'y', baseDir: link, roots: [link] }));
    expect(missing.code).toBe('file-not-found');
  });

  const contents: [name: string, bytes: Buffer, words: string][] = [
    ['pickle', Buffer.from('\x80\x04\x95\x10', 'latin1'), 'pickle'],
    ['hdf5', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), 'HDF5'],
    ['gzip', gzipSync('1,2,3'), 'gunzip'],
    ['text', Buffer.from('1,2\n3,4\n'), 'first line'],
    ['other', Buffer.from([1, 2, 3]), 'binary data'],
  ];
  it.each(contents)('%s is named, whatever its file name', async (_, bytes, words) => {
    await writeFile(path.join(audits, 'disguised.npy'), bytes);
    const error = await refusal(() => load('"disguised.npy"'));
    expect(error.code).toBe('format-unsupported');
    expect(`${error.message} ${error.hint}`).toContain(words);
  });

  it.skipIf(process.platform === 'win32')('what is no readable file is named', async () => {
    await writeFile(path.join(audits, 'empty.npy'), '');
    await writeFile(path.join(audits, 'secret.npy'), 'x');
    await chmod(path.join(audits, 'secret.npy'), 0);
    execFileSync('mkfifo', [path.join(audits, 'pipe')]);
    const server = createServer().listen(path.join(audits, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const cases: [file: string, code: string, words: string][] = [
      ['missing.npy', 'file-not-found', 'missing.npy'],
      ['y.npy/x', 'file-not-found', 'y.npy/x'],
      ['arrays', 'not-a-file', 'a folder'],
      ['pipe', 'not-a-file', 'a pipe'],
      ['socket', 'not-a-file', 'a socket'],
      ['empty.npy', 'file-empty', 'empty'],
      ['circle', 'file-unreadable', 'circle'],
      ['nul\0byte', 'file-unreadable', 'NUL'],
      ['x'.repeat(5000), 'file-unreadable', 'too long'],
      ['y.npy#a', 'key-not-applicable', '"a"'],
      ['y.npy#', 'key-not-applicable', '""'],
    ];
    // The administrator may read every file.
    if (process.getuid?.() !== 0) cases.push(['secret.npy', 'file-unreadable', 'permission']);
    for (const [file, code, words] of cases) {
      const error = await refusal(() => load(JSON.stringify(file)));
      expect([error.code, error.where]).toEqual([code, 'y_pred']);
      expect(`${error.message} ${error.hint}`).toContain(words);
    }
    expect((await refusal(() => load('"/dev/zero"', 'y', ['/']))).message).toContain('a device');
    await new Promise((resolve) => server.close(resolve));
  });
});
