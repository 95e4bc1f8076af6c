/**
 * Decompressing the pages and buffers of column files: never more memory than the file says, and no more than
 * its codec can make of the bytes that are there.
 */
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { lz4Block, lz4Frame } from './lz4.js';

/** Of one page or buffer: most have about a megabyte, a batch of long rows some hundred. */
const LARGEST_BLOCK = 2 ** 30;

interface Codec {
  readonly unpack: (packed: Uint8Array, bytes: number) => Uint8Array | Promise<Uint8Array>;
  /** How many bytes it makes of one at most. */
  readonly ratio: number;
}

/** Those that are read, under Parquet's names. */
const CODECS: Readonly<Record<string, Codec>> = {
  UNCOMPRESSED: { unpack: (packed) => packed, ratio: 1 },
  SNAPPY: { unpack: snappy, ratio: 64 },
  GZIP: {
    unpack: (packed, bytes) => gunzipSync(packed, { maxOutputLength: Math.max(bytes, 1) }),
    ratio: 1032,
  },
  BROTLI: {
    unpack: (packed, bytes) => brotliDecompressSync(packed, { maxOutputLength: Math.max(bytes, 1) }),
    ratio: 2 ** 22,
  },
  LZ4_RAW: { unpack: lz4Block, ratio: 255 },
  LZ4_FRAME: { unpack: lz4Frame, ratio: 255 },
  // A block of 128 kB may be one byte and its header of three.
  ZSTD: { unpack: zstd, ratio: 2 ** 15 },
};

export function isCodec(name: string): boolean {
  return Object.hasOwn(CODECS, name);
}

/**
 * The bytes of a page.
 * @throws Error where they are not as many as promised
 */
export async function decompress(codec: string, packed: Uint8Array, bytes: number): Promise<Uint8Array> {
  const { unpack, ratio } = CODECS[codec]!;
  if (!(bytes >= 0 && bytes <= LARGEST_BLOCK))
    throw new Error(`a page of ${bytes} bytes; at most ${LARGEST_BLOCK} are read`);
  if (bytes > packed.length * ratio + 64)
    throw new Error(`${packed.length} bytes cannot be ${bytes} bytes, packed by ${codec}`);
  if (bytes === 0) return new Uint8Array(0);
  const unpacked = await unpack(packed, bytes);
  if (unpacked.length !== bytes) throw new Error(`a page has ${unpacked.length} bytes instead of ${bytes}`);
  return unpacked;
}

async function snappy(packed: Uint8Array, bytes: number): Promise<Uint8Array> {
  const { snappyUncompress } = await import('hyparquet');
  const output = new Uint8Array(bytes);
  snappyUncompress(packed, output);
  return output;
}

async function zstd(packed: Uint8Array, bytes: number): Promise<Uint8Array> {
  const fzstd = await import('fzstd');
  return fzstd.decompress(packed, new Uint8Array(bytes));
}
