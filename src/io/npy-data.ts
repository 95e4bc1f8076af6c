/** The items of an NPY file, read into typed arrays that hold them exactly. */
import { endianness } from 'node:os';
import { LossauditError } from '../errors.js';
import { type Float8, float8Values, isFloat8 } from '../tensor/float8.js';
import { allocate } from '../tensor/memory.js';
import { type ArrayData, type Dtype, sizeOf } from '../tensor/ndarray.js';
import { float16ToFloat32Bits } from '../tensor/round.js';
import { type ByteSource, bytesOf, swapBytes } from './bytes.js';
import type { NpyDtype, Storage } from './npy-dtype.js';

const PLATFORM_IS_BIG_ENDIAN = endianness() === 'BE';
/**
 * Items that are stored in another format than they are kept in are converted in blocks of about a megabyte.
 */
const BLOCK_ITEMS = 2 ** 16;
const HIGH_WORD = PLATFORM_IS_BIG_ENDIAN ? 0 : 1;

const STORAGES: Record<Dtype, new (length: number) => ArrayData> = {
  bool: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: Float64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: Float64Array,
  float16: Float32Array,
  bfloat16: Float32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** A zeroed array able to hold this dtype's values exactly (see `ArrayData`). */
export function allocateFor(dtype: Dtype, length: number): ArrayData {
  return allocate(STORAGES[dtype], length);
}

/** The dtype of an array of such items. */
export function dtypeOf(storage: Storage): Dtype {
  if (storage === 'longdouble') return 'float64';
  return isFloat8(storage) ? 'float32' : storage;
}

/** What the values of an array take once they are read. */
export function bytesOfShape(shape: readonly number[], dtype: Dtype): number {
  const { BYTES_PER_ELEMENT } = STORAGES[dtype] as unknown as { BYTES_PER_ELEMENT: number };
  return sizeOf(shape) * BYTES_PER_ELEMENT;
}

/** How errors name the file, and the place of its item number `i`. */
export interface ItemPlaces {
  readonly where: string;
  index(i: number): string;
}

/**
 * Reads `length` items in the order of the file. The caller has checked that the file holds them.
 * @param data where to, of that length
 */
export async function readItems(
  bytes: ByteSource,
  offset: number,
  length: number,
  dtype: NpyDtype,
  places: ItemPlaces,
  data = allocateFor(dtypeOf(dtype.storage), length),
): Promise<ArrayData> {
  const { storage, itemBytes, bigEndian } = dtype;
  if (isConverted(storage)) {
    const block = new Uint8Array(Math.min(length, BLOCK_ITEMS) * itemBytes);
    for (let from = 0; from < length; from += BLOCK_ITEMS) {
      const part = block.subarray(0, Math.min(BLOCK_ITEMS, length - from) * itemBytes);
      await bytes.read(part, offset + from * itemBytes);
      if (bigEndian) swapBytes(part, itemBytes);
      if (storage === 'longdouble') decodeLongdoubles(part, data, from, places);
      else if (storage === 'float16' || storage === 'bfloat16') decodeHalves(part, data, from, storage);
      else decodeFloat8(part, data, from, storage);
    }
    return data;
  }

  const raw = bytesOf(data);
  await bytes.read(raw, offset);
  if (bigEndian !== PLATFORM_IS_BIG_ENDIAN) swapBytes(raw, itemBytes);
  if (storage === 'int64' || storage === 'uint64') decodeInt64(data, storage, places);
  if (storage === 'bool') checkBooleans(data, places);
  return data;
}

type Converted = Float8 | 'float16' | 'bfloat16' | 'longdouble';

/** Is it kept in another format than it is stored in? */
function isConverted(storage: Storage): storage is Converted {
  return storage === 'float16' || storage === 'bfloat16' || storage === 'longdouble' || isFloat8(storage);
}

function decodeFloat8(part: Uint8Array, data: ArrayData, from: number, storage: Float8): void {
  const values = float8Values(storage);
  for (let i = 0; i < part.length; i++) data[from + i] = values[part[i]!]!;
}

/** `part` holds little-endian items. */
function decodeHalves(
  part: Uint8Array,
  data: ArrayData,
  from: number,
  storage: 'float16' | 'bfloat16',
): void {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  for (let i = 0; 2 * i < part.length; i++) {
    const item = part[2 * i]! | (part[2 * i + 1]! << 8);
    // A bfloat16 is the upper half of a float32.
    bits[from + i] = storage === 'float16' ? float16ToFloat32Bits(item) : item << 16;
  }
}

/** Turns 64-bit integers into doubles in their own memory. */
function decodeInt64(data: ArrayData, storage: 'int64' | 'uint64', places: ItemPlaces): void {
  const words = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
  const signed = storage === 'int64';
  const integers = signed
    ? new BigInt64Array(data.buffer, data.byteOffset, data.length)
    : new BigUint64Array(data.buffer, data.byteOffset, data.length);
  for (let i = 0; i < data.length; i++) {
    const unsignedHigh = words[2 * i + HIGH_WORD]!;
    const high = signed ? unsignedHigh | 0 : unsignedHigh;
    // Between -2^53 and 2^53 every integer is a double.
    if (high >= 0x20_0000 || high < -0x20_0000) {
      const exact = integers[i]!;
      if (BigInt(Number(exact)) !== exact) {
        const hint = 'Renumber identifiers below 2^53, or save arr.astype(np.float64) if rounding is meant.';
        const data = { index: places.index(i), value: exact, dtype: storage, hint };
        throw new LossauditError('value-inexact', data, { where: places.where });
      }
    }
    data[i] = high * 2 ** 32 + words[2 * i + 1 - HIGH_WORD]!;
  }
}

function checkBooleans(data: ArrayData, { where, index }: ItemPlaces): void {
  const i = (data as Uint8Array).findIndex((value) => value > 1);
  if (i < 0) return;
  const hint = 'A bool is stored as the byte 0 or 1; write the array again with np.save.';
  throw new LossauditError(
    'value-not-in-dtype',
    { index: index(i), value: data[i]!, dtype: 'bool', hint },
    { where },
  );
}

/**
 * x86's 80-bit format: 64 bits of significand with an explicit leading one, 15 of exponent, the sign, 6 bytes
 * of padding. The header does not tell it from the 128-bit format of other processors: what cannot be 80-bit
 * is refused. `part` holds little-endian items.
 */
function decodeLongdoubles(
  part: Uint8Array,
  data: ArrayData,
  from: number,
  { where, index }: ItemPlaces,
): void {
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
  for (let at = 0, i = from; at < part.length; at += 16, i++) {
    const low = view.getUint32(at, true);
    const high = view.getUint32(at + 4, true);
    const top = view.getUint16(at + 8, true);
    const exponent = (top & 0x7fff) - 16383;
    const sign = top & 0x8000 ? -1 : 1;
    const isZero = high === 0 && low === 0 && exponent === -16383;
    const hasPadding = view.getUint16(at + 10, true) !== 0 || view.getUint32(at + 12, true) !== 0;
    if ((isZero && hasPadding) || (!isZero && high < 0x8000_0000 && exponent > -16383)) {
      const dtype = 'longdouble of another processor than x86';
      throw new LossauditError(
        'dtype-unsupported',
        { dtype, hint: 'Save arr.astype(np.float64).' },
        { where },
      );
    }
    // From 1 to 2, the last 11 bits left out; scaling is exact but for subnormals.
    const significand = (high * 2 ** 32 + low - (low % 2 ** 11)) / 2 ** 63;
    const scale = 2 ** exponent;
    if (isZero) data[i] = sign * 0;
    else if (exponent === 16384) data[i] = significand === 1 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    else if (low % 2 ** 11 === 0 && exponent <= 1023 && (significand * scale) / scale === significand) {
      data[i] = sign * significand * scale;
    } else {
      const value = `about ${sign * significand} * 2^${exponent}`;
      const hint = 'Save arr.astype(np.float64) if rounding is meant.';
      throw new LossauditError(
        'value-inexact',
        { index: index(i), value, dtype: 'longdouble', hint },
        { where },
      );
    }
  }
}
