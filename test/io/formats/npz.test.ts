import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { LossauditError } from '../../../src/errors.js';
import { loadArray } from '../../../src/io/load.js';
import { npyBytes } from '../npy-fixtures.js';
import { refusal } from '../refusal.js';
import { comparable, expected, load, refusedArrays, writtenArrays } from '../written.js';

describe('NPZ files that numpy and zipfile wrote', () => {
  it.each(writtenArrays('npz'))('$file#$key', async (written) => {
    expect(comparable(await load(written.file, written.key))).toEqual(expected(written));
  });

  it.each(refusedArrays('npz'))('$file#$key is refused: $refused', async ({ file, key, refused }) => {
    const error = await refusal(() => load(file, key));
    expect(error.message).toContain(refused);
    expect(error.hint).not.toBe('');
  });

  it('unpacks what takes many blocks', async () => {
    expect((await load('npz/many-blocks.npz', 'zeros')).data).toEqual(new Float64Array(100_000));
    const { data } = await load('npz/many-blocks.npz', 'steps');
    expect(Array.from(data)).toEqual(Array.from({ length: 40_000 }, (_, i) => i % 1000));
  });

  it('needs no key where there is one array', async () => {
    expect((await load('npz/one.npz')).data).toEqual(Uint8Array.of(0, 1, 2, 3));
  });

  it('names the keys where one lacks or is unknown', async () => {
    const missing = await refusal(() => load('npz/stored.npz'));
    expect(missing.code).toBe('key-missing');
    expect(missing.message).toBe(
      'npz/stored.npz holds 6 arrays: y_true, y_pred, mask, weight, scalar, empty',
    );
    expect(missing.hint).toBe('Name one: "npz/stored.npz#y_true".');
    const unknown = await refusal(() => load('npz/stored.npz', 'y_pres'));
    expect(unknown).toMatchObject({ code: 'key-unknown', hint: 'Did you mean y_pred?', where: 'y_pred' });
  });
});

const folder = mkdtempSync(path.join(tmpdir(), 'lossaudit-npz-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Entry {
  readonly name?: string;
  readonly data?: Buffer;
  readonly deflated?: boolean;
  /** What the headers say instead; `local` in the local header alone. */
  readonly flags?: number;
  readonly method?: number;
  readonly bytes?: number;
  readonly crc?: number;
  readonly local?: {
    readonly name?: string;
    readonly bytes?: number;
    readonly crc?: number;
    readonly method?: number;
  };
  /** Place of its local header: that of an earlier entry. */
  readonly offset?: number;
}

/** A zip archive as APPNOTE.TXT has it, with what it says wrong. */
function zip(...entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const {
      name = 'y.npy',
      data = npyBytes('f4-little.npy'),
      deflated = false,
      flags = 0,
      local = {},
    } = entry;
    const packed = deflated ? deflateRawSync(data) : data;
    const fields = { method: deflated ? 8 : 0, crc: crc32(data), bytes: data.length, name, ...entry };
    const header = (
      signature: string,
      start: number,
      own: typeof fields & { flags: number },
      more: number,
    ) => {
      const bytes = Buffer.alloc(start + 26 + more);
      bytes.write(signature, 'latin1');
      bytes.writeUInt16LE(own.flags, start + 2);
      bytes.writeUInt16LE(own.method, start + 4);
      bytes.writeUInt32LE(own.crc, start + 10);
      bytes.writeUInt32LE(packed.length, start + 14);
      bytes.writeUInt32LE(own.bytes, start + 18);
      bytes.writeUInt16LE(own.name.length, start + 22);
      return bytes;
    };
    const central = header('PK\x01\x02', 6, { ...fields, flags }, 14);
    central.writeUInt32LE(entry.offset ?? at, 42);
    directory.push(central, Buffer.from(name));
    if (entry.offset !== undefined) continue;
    const own = { ...fields, flags, ...local };
    parts.push(header('PK\x03\x04', 4, own, 0), Buffer.from(own.name), packed);
    at += 30 + own.name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

function loadZip(bytes: Uint8Array, key?: string) {
  writeFileSync(path.join(folder, 'y.npz'), bytes);
  const spec = { file: 'y.npz', ...(key === undefined ? {} : { key }) };
  return loadArray(spec, { key: 'y_pred', baseDir: folder, roots: [folder] });
}

const refusalOf = (bytes: Uint8Array, key?: string): Promise<LossauditError> =>
  refusal(() => loadZip(bytes, key));

describe('NPZ files that are wrong', () => {
  const good = npyBytes('f4-little.npy');

  it('what the helper writes is read where nothing is wrong', async () => {
    for (const deflated of [false, true]) expect((await loadZip(zip({ deflated }))).shape).toEqual([2, 3]);
    expect((await loadZip(zip({}, { name: 'a#b.npy' }), 'a#b')).shape).toEqual([2, 3]);
  });

  /** A valid header of a gigabyte of zeros, and none of them. */
  const bomb = Buffer.from(good.toString('latin1').replace('(2, 3)', '(9999999, 9)'.padEnd(6)), 'latin1');
  const cases: [name: string, bytes: Buffer, code: string, words: string][] = [
    ['no end', zip({}).subarray(0, -1), 'file-damaged', 'no directory'],
    ['bytes behind the end', Buffer.concat([zip({}), Buffer.alloc(3)]), 'file-damaged', 'no directory'],
    ['encrypted', zip({ flags: 1 }), 'zip-unsupported', 'encrypted'],
    ['its directory encrypted', zip({ flags: 0x2000 }), 'zip-unsupported', 'encrypted'],
    ['bzip2', zip({ method: 12 }), 'zip-unsupported', 'bzip2'],
    ['an unknown method', zip({ method: 77 }), 'zip-unsupported', 'method 77'],
    ['a wrong checksum', zip({ crc: 1 }), 'file-damaged', 'checksum'],
    ['a wrong checksum, deflated', zip({ crc: 1, deflated: true }), 'file-damaged', 'checksum'],
    ['another checksum in the local header', zip({ local: { crc: 1 } }), 'file-damaged', 'another checksum'],
    ['another size in the local header', zip({ local: { bytes: 7 } }), 'file-damaged', 'another size'],
    ['another name in the local header', zip({ local: { name: 'x.npy' } }), 'file-damaged', 'another name'],
    ['another method in the local header', zip({ local: { method: 8 } }), 'file-damaged', 'another method'],
    ['a stored entry of two sizes', zip({ bytes: 7 }), 'file-damaged', 'stored with'],
    ['a size that is too small', zip({ deflated: true, bytes: 100 }), 'file-damaged', 'more than the 100'],
    ['a size that is too large', zip({ deflated: true, bytes: 200 }), 'npy-size', 'holds'],
    [
      'a size that no such bytes unpack to',
      zip({ deflated: true, bytes: 1e9 }),
      'file-damaged',
      'cannot have',
    ],
    ['an array that is not there', zip({ data: bomb, deflated: true }), 'npy-size', 'promises 359999964'],
    ['what is no deflated data', zip({ method: 8 }), 'file-damaged', 'y.npy '],
    ['two of the same name', zip({}, {}), 'file-damaged', 'same name'],
    ['entries that share their bytes', zip({}, { name: 'z.npy', offset: 0 }), 'file-damaged', 'next entry'],
    ['an entry within another', zip({}, { name: 'z.npy', offset: 40 }), 'file-damaged', 'next entry'],
    ['an entry in the directory', zip({}, { name: 'z.npy', offset: 187 }), 'file-damaged', 'next entry'],
    ['no arrays', zip(), 'no-arrays', 'no arrays'],
    ['other files', zip({ name: 'a.txt' }), 'format-unsupported', 'without NPY files'],
    [
      'a PyTorch file',
      zip({ name: 'archive/data.pkl' }, { name: 'archive/data/0' }),
      'format-unsupported',
      'torch.load',
    ],
    [
      'a Keras model',
      zip({ name: 'config.json' }, { name: 'model.weights.h5' }),
      'format-unsupported',
      'predict',
    ],
  ];
  it.each(cases)('%s', async (_, bytes, code, words) => {
    const error = await refusalOf(bytes);
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint}`).toContain(words);
  });

  it('names of entries reach nothing but messages', async () => {
    const error = await refusalOf(zip({ name: '../a.npy' }, { name: '/etc/\x1b[31m\0b.npy' }));
    expect(error.message).toMatch(/^y\.npz holds 2 arrays: \.\.\/a, \/etc\//);
    expect(error.message).not.toContain('\x1b');
  });
});
