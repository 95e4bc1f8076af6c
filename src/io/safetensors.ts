/**
 * safetensors files: the length of a JSON header, the header, the data. As the format's own reader
 * (safetensors 0.8.0, safetensors/src/tensor.rs) demands it, the arrays tile the data without gap or overlap.
 */
import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { LossauditError } from '../errors.js';
import { isNdArray, sizeOf } from '../tensor/ndarray.js';
import { byteSource, section } from './bytes.js';
import type { ArrayFile } from './format.js';
import { type Items, itemRows, readWhole } from './item-rows.js';
import { documentOf } from './json-document.js';
import { isRecord, type JsonValue } from './json-value.js';
import type { NpyDtype, Storage } from './npy-dtype.js';
import { checkShape, requireHoldable } from './shape-limits.js';

const LENGTH_BYTES = 8;
const LARGEST_HEADER = 2 ** 25;
/** Its texts about the file; no array. */
const METADATA = '__metadata__';

const DTYPES: ReadonlyMap<string, readonly [storage: Storage, bytes: number]> = new Map([
  ['BOOL', ['bool', 1]],
  ['U8', ['uint8', 1]],
  ['I8', ['int8', 1]],
  ['F8_E4M3', ['float8_e4m3fn', 1]],
  ['F8_E5M2', ['float8_e5m2', 1]],
  ['U16', ['uint16', 2]],
  ['I16', ['int16', 2]],
  ['F16', ['float16', 2]],
  ['BF16', ['bfloat16', 2]],
  ['U32', ['uint32', 4]],
  ['I32', ['int32', 4]],
  ['F32', ['float32', 4]],
  ['U64', ['uint64', 8]],
  ['I64', ['int64', 8]],
  ['F64', ['float64', 8]],
]);

interface Tensor {
  readonly name: string;
  /** As the header writes it: `BF16`. */
  readonly text: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
  /** Undefined for what no loss takes. */
  readonly dtype?: NpyDtype;
}

/** @throws LossauditError `file-damaged`; when an array is read, `dtype-unsupported`, `value-inexact`, … */
export async function openSafetensors(handle: FileHandle | Uint8Array, where: string): Promise<ArrayFile> {
  const bytes = await byteSource(handle, where);
  const damaged = (problem: string, cause?: unknown): never => {
    const hint = 'It was cut off or changed while it was written or copied: write it again with save_file.';
    throw new LossauditError('file-damaged', { kind: 'safetensors file', problem, hint }, { where, cause });
  };
  if (bytes.size < LENGTH_BYTES + 2) damaged(`it ends after ${bytes.size} bytes`);
  const start = Buffer.alloc(LENGTH_BYTES);
  await bytes.read(start, 0);
  const length = Number(start.readBigUInt64LE());
  const room = bytes.size - LENGTH_BYTES;
  if (length > room) damaged(`its header should have ${length} bytes, the file ends after ${room}`);
  if (length > LARGEST_HEADER) damaged(`its header has ${length} bytes; at most ${LARGEST_HEADER} are read`);
  const header = Buffer.alloc(length);
  await bytes.read(header, LENGTH_BYTES);
  const tensors = parseHeader(header, damaged);
  checkTiles(tensors, room - length, damaged);
  const data = section(bytes, LENGTH_BYTES + length, room - length);
  const itemsOf = (key: string): Items => {
    const { text, dtype, shape, begin } = tensors.find((tensor) => tensor.name === key)!;
    const place = `${where}#${key}`;
    if (!dtype) {
      const hint = 'Losses are computed from numbers: save tensor.float().';
      throw new LossauditError('dtype-unsupported', { dtype: text, hint }, { where: place });
    }
    checkShape(shape, place);
    return { bytes: data, offset: begin, dtype, shape, where: place };
  };
  return {
    keys: tensors.map((tensor) => tensor.name),
    async read(key) {
      const items = itemsOf(key);
      requireHoldable(items.shape, items.dtype, items.where);
      return readWhole(itemRows(items));
    },
    rows: async (key) => itemRows(itemsOf(key)),
  };
}

type Damaged = (problem: string, cause?: unknown) => never;

function parseHeader(header: Buffer, damaged: Damaged): Tensor[] {
  if (!isUtf8(header)) damaged('its header is no UTF-8 text');
  let value: JsonValue = null;
  try {
    value = documentOf(header, 'header', 0).value;
  } catch (error) {
    if (!(error instanceof LossauditError)) throw error;
    damaged(`${error.message} (${error.where})`, error);
  }
  if (!isRecord(value)) return damaged('its header is no JSON object');
  return Object.entries(value)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => parseTensor(name, entry, damaged));
}

function parseTensor(name: string, entry: JsonValue, damaged: Damaged): Tensor {
  const { dtype: text, shape: sizes, data_offsets: offsets } = isRecord(entry) ? entry : {};
  const shape = integers(sizes);
  const [begin, end, ...more] = integers(offsets) ?? [];
  if (typeof text !== 'string' || !shape || begin === undefined || end === undefined || more.length > 0)
    return damaged(`${name} is no array with dtype, shape and data_offsets`);
  const [storage, itemBytes] = DTYPES.get(text) ?? [];
  if (storage === undefined || itemBytes === undefined) return { name, text, shape, begin, end };
  // Exact below 2^53; beyond that it is larger than every file, rounded or not.
  const expected = sizeOf(shape) * itemBytes;
  if (end - begin !== expected)
    damaged(`${name} has ${end - begin} bytes; its shape and dtype (${text}) take ${expected}`);
  return { name, text, shape, begin, end, dtype: { text, storage, itemBytes, bigEndian: false } };
}

function checkTiles(tensors: readonly Tensor[], size: number, damaged: Damaged): void {
  let at = 0;
  for (const { name, begin, end } of [...tensors].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at || end < begin) damaged(`${name} starts at byte ${begin} of the data instead of ${at}`);
    at = end;
  }
  if (at !== size) damaged(`its arrays have ${at} bytes, and ${size} bytes of data are there`);
}

/** Sizes and offsets: whole numbers from 0 to 2^53. */
function integers(value: JsonValue | undefined): number[] | undefined {
  if (Array.isArray(value) && value.length === 0) return [];
  if (value === undefined || !isNdArray(value) || value.shape.length !== 1 || value.dtype === 'bool')
    return undefined;
  const numbers = Array.from(value.data);
  return numbers.every((n) => Number.isSafeInteger(n) && n >= 0) ? numbers : undefined;
}
