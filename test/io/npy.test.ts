import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LossauditError } from '../../src/errors.js';
import { npyHeader, readNpy } from '../../src/io/npy.js';
import { indexText, type NdArray, sizeOf } from '../../src/tensor/ndarray.js';
import { NPY_FOLDER, type NpyFixture, npyBytes, npyFixtures } from './npy-fixtures.js';
import { refusal } from './refusal.js';

const CODES: Record<string, string> = { O: 'npy-object' };
/** Raw items that a declared dtype could give a meaning. */
const isRaw = ({ descr }: NpyFixture) => descr === '<V1';

function dtypeOf(fixture: NpyFixture): string {
  return fixture.dtype === 'float128' ? 'float64' : fixture.dtype;
}

function optionsFor(fixture: NpyFixture) {
  return fixture.dtype === 'bfloat16' ? { dtype: 'bfloat16' as const } : {};
}

function expectArray(array: NdArray, fixture: NpyFixture): void {
  expect(array.dtype).toBe(dtypeOf(fixture));
  expect(array.shape).toEqual(fixture.shape);
  expect(Array.from(array.data)).toEqual(fixture.values?.map(Number));
}

describe('NPY files that numpy wrote', () => {
  const readable = npyFixtures.filter((fixture) => fixture.values);
  it.each(readable)('$file: $descr $shape', async (fixture) => {
    expectArray(await readNpy(npyBytes(fixture.file), 'y', optionsFor(fixture)), fixture);
    const handle = await open(fileURLToPath(new URL(fixture.file, NPY_FOLDER)));
    try {
      expectArray(await readNpy(handle, 'y', optionsFor(fixture)), fixture);
      const header = await npyHeader(handle, 'y', optionsFor(fixture));
      expect(header.shape).toEqual(fixture.shape);
      expect(header.fortranOrder).toBe(fixture.fortran_order);
    } finally {
      await handle.close();
    }
  });

  it.each(npyFixtures.filter((fixture) => fixture.inexact))(
    '$file: refused, no double holds a value',
    async (fixture) => {
      const error = await refusal(() => readNpy(npyBytes(fixture.file), 'y_pred: a.npy'));
      expect(error.code).toBe('value-inexact');
      expect(error.is('value-inexact') && error.data.index).toBe(
        fixture.inexact?.map((i) => `[${i}]`).join(''),
      );
      expect(error.where).toBe('y_pred: a.npy');
    },
  );

  const refused = npyFixtures.filter((fixture) => !fixture.values && !fixture.inexact);
  it.each(refused)('$file: $dtype refused by name', async (fixture) => {
    const error = await refusal(() => readNpy(npyBytes(fixture.file), 'y'));
    expect(error.code).toBe(isRaw(fixture) ? 'dtype-raw' : (CODES[fixture.kind] ?? 'dtype-unsupported'));
    if (fixture.kind === 'structured') expect(error.message).toContain('structured');
    else expect(error.message).toContain(fixture.kind === 'O' ? 'pickle' : fixture.descr.slice(0, 2));
    expect(error.hint).not.toBe('');
  });

  it('takes <V2 only as the bfloat16 that the user declares', async () => {
    expect((await refusal(() => readNpy(npyBytes('bfloat16.npy'), 'y'))).code).toBe('dtype-raw');
    expect((await refusal(() => readNpy(npyBytes('bfloat16.npy'), 'y', { dtype: 'float16' }))).code).toBe(
      'dtype-raw',
    );
  });

  it('takes <V1 only as the float8 that the user declares', async () => {
    const bytes = npyBytes('float8.npy');
    const array = await readNpy(bytes, 'y', { dtype: 'float8_e4m3fn' });
    expect(array).toEqual({ dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) });
    const raw = await refusal(() => readNpy(bytes, 'y', { dtype: 'bfloat16' }));
    expect(raw.code).toBe('dtype-raw');
    expect(raw.hint).toContain('float8_e5m2');
  });

  it('takes unsigned integers as bits of the format that the user declares', async () => {
    // bfloat16: the upper half of a float32, 0x3f80 of 1. e4m3fn: bias 7, 3 bits; e5m2: bias 15, 2 bits.
    const cases = [
      ['bfloat16', "'<u2'", [0x80, 0x3f, 0x20, 0xc1], [1, -10]],
      ['bfloat16', "'>u2'", [0x3f, 0x80, 0xc1, 0x20], [1, -10]],
      ['float8_e4m3fn', "'|u1'", [0x38, 0xfe], [1, -448]],
      ['float8_e5m2', "'|u1'", [0x3c, 0xfc], [1, Number.NEGATIVE_INFINITY]],
      ['float8_e5m2', "'<f1'", [0x3c, 0x01], [1, 2 ** -16]],
    ] as const;
    for (const [dtype, descr, bytes, values] of cases) {
      const { data } = await readNpy(npy(header(descr, '(2,)'), Uint8Array.from(bytes)), 'y', { dtype });
      expect(Array.from(data), dtype).toEqual(values);
    }
    for (const [dtype, descr] of [
      ['bfloat16', "'<i2'"],
      ['float8_e4m3fn', "'|i1'"],
      ['float8_e4m3fn', "'<u2'"],
      ['float8_e5m2', "'<f4'"],
    ] as const) {
      const bytes = npy(
        header(descr, '()'),
        new Uint8Array({ i1: 1, u2: 2, i2: 2, f4: 4 }[descr.slice(-3, -1)]!),
      );
      expect((await refusal(() => readNpy(bytes, 'y', { dtype }))).code).toBe('dtype-bits');
    }
  });
});

/** An NPY file with this header, for what numpy never writes. */
function npy(header: string, data: Uint8Array = new Uint8Array(0), version = 1): Buffer {
  const text = Buffer.from(header, version === 3 ? 'utf8' : 'latin1');
  const start = Buffer.from(
    version === 1 ? '\x93NUMPY\x01\0\0\0' : `\x93NUMPY${String.fromCharCode(version)}\0\0\0\0\0`,
    'latin1',
  );
  if (version === 1) start.writeUInt16LE(text.length, 8);
  else start.writeUInt32LE(text.length, 8);
  return Buffer.concat([start, text, data]);
}

const header = (descr: string, shape: string, order = 'False') =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;

describe('NPY files that are wrong', () => {
  const four = new Uint8Array(4);
  const good = npy(header("'<f4'", '(1,)'), four);
  const cases: [name: string, bytes: Buffer, code: string, words: string][] = [
    ['too short', good.subarray(0, 9), 'npy-header', 'ends after 9 bytes'],
    ['version 2 cut in its length', npy('', undefined, 2).subarray(0, 11), 'npy-header', 'ends after 11'],
    ['no magic', Buffer.from('not an npy file'), 'npy-header', 'NUMPY'],
    ['version 4', npy(header("'<f4'", '(1,)'), four, 4), 'npy-header', '4.0'],
    ['header longer than the file', good.subarray(0, 40), 'npy-header', 'should have'],
    ['header over a megabyte', npy(' '.repeat(2 ** 20 + 1), undefined, 2), 'npy-header', '1048577'],
    ['data cut', good.subarray(0, -1), 'npy-size', 'promises 4 bytes'],
    ['a second array behind', Buffer.concat([good, good]), 'npy-size', 'One array per file'],
    [
      'shape larger than the file',
      npy(header("'<f4'", '(1000000, 1000000)'), four),
      'npy-size',
      '4000000000000',
    ],
    ['shape beyond 2^53', npy(header("'<f4'", `(${'9'.repeat(30)}, 9)`), four), 'npy-size', 'promises'],
    [
      'shape beyond all doubles',
      npy(header("'<f4'", `(${Array(20).fill('9'.repeat(39)).join(',')})`), four),
      'npy-size',
      'Inf',
    ],
    ['negative size', npy(header("'<f4'", '(-1,)'), four), 'npy-header', 'shape'],
    ['a shape that is no tuple', npy(header("'<f4'", '1'), four), 'npy-header', 'shape'],
    ['a size in parentheses', npy(header("'<f4'", '(1)'), four), 'npy-header', 'shape'],
    ['a fractional size', npy(header("'<f4'", '(1.5,)'), four), 'npy-header', 'character'],
    ['33 axes', npy(header("'<f4'", `(${'1,'.repeat(33)})`), four), 'array-too-large', '32 axes'],
    ['many rows of nothing', npy(header("'<f4'", '(1000000000, 0)')), 'array-too-large', 'no element'],
    ['fortran_order 1', npy(header("'<f4'", '(1,)', '1'), four), 'npy-header', 'fortran_order'],
    ['descr a number', npy(header('4', '(1,)'), four), 'npy-header', 'descr'],
    ['an unknown dtype', npy(header("'<q9'", '(1,)'), four), 'dtype-unsupported', '<q9'],
    ['int of 3 bytes', npy(header("'<i3'", '(1,)'), four), 'dtype-unsupported', '<i3'],
    ['96-bit longdouble', npy(header("'<f12'", '(1,)'), new Uint8Array(12)), 'dtype-unsupported', '<f12'],
    ['a missing key', npy("{'descr': '<f4', 'shape': (1,)}", four), 'npy-header', 'keys'],
    ['another key', npy(`${header("'<f4'", '(1,)').slice(0, -1)}'x': 1}`, four), 'npy-header', 'keys'],
    [
      'a key twice',
      npy("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': ()}", four),
      'npy-header',
      'twice',
    ],
    ['code', npy("__import__('os').system('true')", four), 'npy-header', 'no Python literal'],
    ['deep brackets', npy('['.repeat(1000), four), 'npy-header', 'deeply'],
    ['an open string', npy("{'descr", four), 'npy-header', 'string'],
    ['text behind the header', npy(`${header("'<f4'", '(1,)')} x`, four), 'npy-header', 'after the end'],
    [
      'a bool of 2',
      npy(header("'|b1'", '(2, 2)'), Uint8Array.of(0, 1, 2, 1)),
      'value-not-in-dtype',
      '[1][0] is 2',
    ],
  ];
  it.each(cases)('%s', async (_, bytes, code, words) => {
    const error = await refusal(() => readNpy(bytes, 'y: a.npy'));
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint}`).toContain(words);
    expect(error.where).toBe('y: a.npy');
    expect((await refusal(() => readNpy(bytes, 'y: a.npy'))).message).toBe(error.message);
  });

  it('a quadruple-precision number of another processor', async () => {
    const one = new Uint8Array(16);
    one.set([0xff, 0x3f], 14);
    const error = await refusal(() => readNpy(npy(header("'<f16'", '(1,)'), one), 'y'));
    expect(error.code).toBe('dtype-unsupported');
    expect(error.hint).toContain('float64');
  });

  it('header spellings of old numpy', async () => {
    for (const text of [`{"shape":(1L,),"fortran_order":False,"descr":"=f4"}`, header("'|f4'", '(1,)')]) {
      const array = await readNpy(npy(text, four), 'y');
      expect(array).toEqual({ dtype: 'float32', shape: [1], data: new Float32Array(1) });
    }
  });
});

describe('any bytes', () => {
  async function isArrayOrRefusal(bytes: Uint8Array): Promise<void> {
    try {
      const { dtype, shape, data } = await readNpy(bytes, 'fuzz', { dtype: 'bfloat16' });
      expect(data.length).toBe(sizeOf(shape));
      expect(dtype).not.toBe('');
    } catch (error) {
      if (!(error instanceof LossauditError)) throw error;
      expect(error.hint).not.toBe('');
    }
  }

  it('give an array or a clear refusal', async () => {
    const corpus = fc.constantFrom(...npyFixtures.map(({ file }) => npyBytes(file)));
    const edit = fc.tuple(fc.nat(300), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(
        corpus,
        fc.array(edit, { maxLength: 6 }),
        fc.option(fc.nat(300)),
        async (bytes, edits, end) => {
          const copy = new Uint8Array(bytes);
          for (const [at, value] of edits) copy[at % copy.length] = value;
          await isArrayOrRefusal(copy.subarray(0, end ?? copy.length));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('as a header give an array or a clear refusal', async () => {
    const word = fc.constantFrom(
      "'descr'",
      ':',
      "'<f4'",
      ',',
      "'shape'",
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '1',
      '-1',
      'True',
      'None',
      "'",
      '\\',
      "'fortran_order'",
      ' ',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 30 }), (words) => isArrayOrRefusal(npy(words.join('')))),
      { numRuns: 2000 },
    );
  });

  it('a file that shrinks while it is read is named', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lossaudit-npy-'));
    try {
      const file = path.join(folder, 'a.npy');
      await writeFile(file, npyBytes('f4-little.npy'));
      const handle = await open(file, 'r+');
      const stat = await handle.stat();
      handle.stat = (async () => stat) as typeof handle.stat;
      await handle.truncate(stat.size - 4);
      const error = await refusal(() => readNpy(handle, 'y'));
      await handle.close();
      expect(error.code).toBe('file-changed');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('Fortran order is the transpose, whatever the shape', async () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const size = sizeOf(shape);
        const data = Int16Array.from({ length: size }, (_, i) => i);
        const tuple = `(${shape.join(',')},)`;
        const array = await readNpy(npy(header("'<i2'", tuple, 'True'), new Uint8Array(data.buffer)), 'y');
        const reversed = shape.toReversed();
        for (let i = 0; i < size; i++) {
          // The item stored at position p has, in the reversed shape, the reversed index.
          const p = array.data[i];
          const index = indexText(reversed, p).match(/\d+/g)?.reverse();
          expect(index?.map((k) => `[${k}]`).join('')).toBe(indexText(shape, i));
        }
      }),
    );
  });
});
