import { describe, expect, it } from 'vitest';
import { openSafetensors } from '../../../src/io/safetensors.js';
import { refusal } from '../refusal.js';
import { comparable, expected, load, refusedArrays, writtenArrays } from '../written.js';

describe('safetensors files that its own library wrote', () => {
  it.each(writtenArrays('safetensors'))('$file#$key', async (written) => {
    expect(comparable(await load(written.file, written.key))).toEqual(expected(written));
  });

  it.each(refusedArrays('safetensors'))('$file#$key is refused: $refused', async ({ file, key, refused }) => {
    expect((await refusal(() => load(file, key))).message).toContain(refused);
  });

  it('needs no key where there is one array', async () => {
    expect((await load('safetensors/one.safetensors')).data).toEqual(Int32Array.of(0, 1, 2));
  });
});

/** A file with this header; `length` is what it says of the header's. */
function file(header: string, data = 4, length = Buffer.byteLength(header)): Buffer {
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(length));
  return Buffer.concat([start, Buffer.from(header, 'latin1'), Buffer.alloc(data)]);
}

const tensor = (dtype: string, shape: string, offsets: string) =>
  `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;

describe('safetensors files that are wrong', () => {
  const good = tensor('F32', '[1]', '[0,4]');
  const cases: [name: string, bytes: Buffer, words: string][] = [
    ['cut', file(good).subarray(0, 9), 'ends after 9 bytes'],
    ['a header longer than the file', file(good, 4, 10_000), 'should have 10000 bytes'],
    ['a header of 2^63 bytes', file(good, 4, 2 ** 62), 'should have'],
    ['a header cut', file(good, 4, 20), 'Not valid JSON'],
    ['data cut', file(good, 3), '4 bytes, and 3'],
    ['data left over', file(good, 5), '4 bytes, and 5'],
    ['a gap', file(tensor('F32', '[1]', '[4,8]'), 8), 'starts at byte 4 of the data instead of 0'],
    [
      'an overlap',
      file(
        `{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}`,
        3,
      ),
      'b starts at byte 1',
    ],
    ['offsets that go backwards', file(tensor('F32', '[1]', '[4,0]')), '-4 bytes'],
    ['three offsets', file(tensor('F32', '[1]', '[0,4,4]')), 'no array'],
    ['a size that the offsets have not', file(tensor('F32', '[2]', '[0,4]')), 'take 8'],
    ['a shape beyond all doubles', file(tensor('F32', '[9e307,9e307]', '[0,4]')), 'no array'],
    ['a shape beyond the file', file(tensor('U8', '[9007199254740991,9007199254740991]', '[0,4]')), 'take'],
    ['a negative size', file(tensor('F32', '[-1]', '[0,4]')), 'no array'],
    ['a fractional size', file(tensor('F32', '[1.5]', '[0,4]')), 'no array'],
    ['a size that is true', file(tensor('F32', '[true]', '[0,4]')), 'no array'],
    ['a key twice', file(`${good.slice(0, -1)},${good.slice(1)}`), 'twice'],
    ['no object', file('[1, 2]'), 'no JSON object'],
    ['an array of no object', file('{"a":3}'), 'no array'],
    ['no UTF-8', file('{"\xff":3}'), 'UTF-8'],
    ['deep brackets', file('{"a":'.repeat(2000)), 'limit'],
  ];
  it.each(cases)('%s', async (_, bytes, words) => {
    const error = await refusal(() => openSafetensors(bytes, 'y: a.safetensors'));
    expect(error).toMatchObject({ code: 'file-damaged', where: 'y: a.safetensors' });
    expect(error.message).toContain(words);
  });

  it('metadata is no array, and a dtype is refused when it is asked for', async () => {
    const header = `{"__metadata__":{"a":"b"},${tensor('F4', '[2]', '[0,1]').slice(1)}`;
    const { keys, read } = await openSafetensors(file(header, 1), 'y');
    expect(keys).toEqual(['a']);
    expect((await refusal(() => read('a'))).code).toBe('dtype-unsupported');
  });

  it('a bool that is neither is named', async () => {
    const bytes = file(tensor('BOOL', '[2]', '[0,2]'), 2);
    bytes[bytes.length - 1] = 2;
    const { read } = await openSafetensors(bytes, 'y');
    expect((await refusal(() => read('a'))).message).toBe('[1] is 2, which is no bool');
  });
});
