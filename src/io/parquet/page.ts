/** One page of a Parquet column: its levels, and its values as numbers. */
import type { DecodedArray, Encoding, PageHeader } from 'hyparquet';
import { float16ToFloat32Bits } from '../../tensor/round.js';
import { decompress } from '../columns/codecs.js';
import type { Decoded } from '../columns/number-kinds.js';
import { levelBits, readRuns } from './levels.js';
import type { Leaf } from './schema.js';

/** Values of one page: writers make pages of about a megabyte. */
const MOST_VALUES = 2 ** 24;

export interface Page {
  /** Of each value, or of the list that lacks: depth of the list that it continues. */
  readonly repeats: Uint32Array | undefined;
  /** Of each value: how much of its path is there. */
  readonly defined: Uint32Array | undefined;
  /** Those that are there. */
  readonly values: Decoded;
}

/** The values of a dictionary page. @throws Error */
export async function readDictionary(
  header: PageHeader,
  packed: Uint8Array,
  codec: string,
  leaf: Leaf,
): Promise<Decoded> {
  const { num_values: count } = header.dictionary_page_header!;
  const bytes = await decompress(codec, packed, header.uncompressed_page_size);
  return plain(bytes, requireCount(count), leaf);
}

/** A data page. @throws Error */
export async function readPage(
  header: PageHeader,
  packed: Uint8Array,
  codec: string,
  leaf: Leaf,
  dictionary: Decoded | undefined,
): Promise<Page> {
  const v2 = header.data_page_header_v2;
  const head = v2 ?? header.data_page_header;
  if (!head) throw new Error('a page of an unknown kind');
  const count = requireCount(head.num_values);
  const repeatBits = levelBits(leaf.lists.length);
  const definedBits = levelBits(leaf.defined);
  let body: Uint8Array;
  let levels: (Uint8Array | undefined)[];
  if (v2) {
    const [repeatBytes, definedBytes] = [v2.repetition_levels_byte_length, v2.definition_levels_byte_length];
    const ends = [repeatBytes, repeatBytes + definedBytes];
    if (!(repeatBytes >= 0 && definedBytes >= 0 && ends[1]! <= packed.length))
      throw new RangeError('levels go too far');
    levels = [packed.subarray(0, ends[0]), packed.subarray(ends[0], ends[1])];
    const rest = packed.subarray(ends[1]);
    const bytes = header.uncompressed_page_size - ends[1]!;
    body = await decompress(v2.is_compressed === false ? 'UNCOMPRESSED' : codec, rest, bytes);
  } else {
    body = await decompress(codec, packed, header.uncompressed_page_size);
    levels = [];
    for (const bits of [repeatBits, definedBits]) {
      const [own, rest] = bits > 0 ? withLength(body) : [undefined, body];
      levels.push(own);
      body = rest;
    }
  }
  const repeats = repeatBits > 0 ? readRuns(levels[0]!, repeatBits, count) : undefined;
  const defined = definedBits > 0 ? readRuns(levels[1]!, definedBits, count) : undefined;
  let there = count;
  if (defined) for (const level of defined) if (level !== leaf.defined) there--;
  return { repeats, defined, values: await valuesOf(body, there, head.encoding, leaf, dictionary) };
}

function requireCount(count: number): number {
  if (Number.isInteger(count) && count >= 0 && count <= MOST_VALUES) return count;
  throw new RangeError(`a page of ${count} values; at most ${MOST_VALUES} are read`);
}

/** Bytes whose length stands before them, and what follows. */
function withLength(bytes: Uint8Array): [own: Uint8Array, rest: Uint8Array] {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (4 + length > bytes.length) throw new RangeError('levels go too far');
  return [bytes.subarray(4, 4 + length), bytes.subarray(4 + length)];
}

async function valuesOf(
  bytes: Uint8Array,
  count: number,
  encoding: Encoding,
  leaf: Leaf,
  dictionary: Decoded | undefined,
): Promise<Decoded> {
  if (count === 0) return [];
  const { type, type_length: width } = leaf.element;
  switch (encoding) {
    case 'PLAIN':
      return plain(bytes, count, leaf);
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      return ofDictionary(readRuns(bytes.subarray(1), bytes[0] ?? 0, count), dictionary);
    case 'RLE':
      if (type !== 'BOOLEAN') break;
      return readRuns(withLength(bytes)[0], 1, count);
    case 'DELTA_BINARY_PACKED': {
      if (type !== 'INT32' && type !== 'INT64') break;
      const { deltaBinaryUnpack } = await import('hyparquet/src/delta.js');
      checkDelta(bytes);
      const output = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
      deltaBinaryUnpack(readerOf(bytes), count, output);
      return asUnsigned(output, leaf);
    }
    case 'BYTE_STREAM_SPLIT': {
      const { byteStreamSplit } = await import('hyparquet/src/encoding.js');
      return numbers(byteStreamSplit(readerOf(bytes), count, type!, width), leaf);
    }
  }
  throw new Error(`the encoding ${encoding} of ${type}, which is not read`);
}

async function plain(bytes: Uint8Array, count: number, leaf: Leaf): Promise<Decoded> {
  const { readPlain } = await import('hyparquet/src/plain.js');
  const { type, type_length: width } = leaf.element;
  // A boolean has a bit, all others a byte at least.
  if (count > bytes.length * 8) throw new RangeError('values are cut off');
  return numbers(readPlain(readerOf(bytes), type!, count, width), leaf);
}

function numbers(values: DecodedArray, leaf: Leaf): Decoded {
  if (leaf.dtype !== 'float16') return asUnsigned(values as Decoded, leaf);
  const bits = new Uint32Array(values.length);
  for (let i = 0; i < bits.length; i++) {
    const item = values[i] as Uint8Array;
    bits[i] = float16ToFloat32Bits(item[0]! | (item[1]! << 8));
  }
  return new Float32Array(bits.buffer);
}

/** Unsigned integers of 32 and 64 bits are stored as signed ones of the same bits. */
function asUnsigned(values: Decoded, { dtype }: Leaf): Decoded {
  if (dtype === 'uint32' && values instanceof Int32Array)
    return new Uint32Array(values.buffer, values.byteOffset, values.length);
  if (dtype === 'uint64' && values instanceof BigInt64Array)
    return new BigUint64Array(values.buffer, values.byteOffset, values.length);
  return values;
}

function ofDictionary(indices: Uint32Array, dictionary: Decoded | undefined): Decoded {
  if (!dictionary) throw new Error('a page without its dictionary');
  const values = new Array<number | bigint | boolean>(indices.length);
  for (let i = 0; i < values.length; i++) {
    const value = dictionary[indices[i]!];
    if (value === undefined) throw new RangeError(`the dictionary has no value ${indices[i]}`);
    values[i] = value;
  }
  return values;
}

/** Its reader takes memory for as many miniblocks as the page says. */
function checkDelta(bytes: Uint8Array): void {
  let at = 0;
  const number = () => {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) break;
    }
    return value;
  };
  const [block, miniblocks] = [number(), number()];
  if (block === 0 || block > 2 ** 20 || miniblocks === 0 || miniblocks > 2 ** 10 || block % miniblocks !== 0)
    throw new RangeError(`blocks of ${block} values in ${miniblocks} parts`);
}

function readerOf(bytes: Uint8Array): { view: DataView; offset: number } {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}
