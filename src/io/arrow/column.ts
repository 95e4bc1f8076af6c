/** The numbers of one column in one record batch. */
import { LossauditError } from '../../errors.js';
import { type ArrayData, type Dtype, indexText } from '../../tensor/ndarray.js';
import { float16ToFloat32Bits } from '../../tensor/round.js';
import type { ByteSource } from '../bytes.js';
import { decompress } from '../columns/codecs.js';
import { type Decoded, exactValues } from '../columns/number-kinds.js';
import type { RecordBatch } from './messages.js';
import type { Column, Step } from './schema.js';

/** What is common to the batches of a column. */
export interface Progress {
  /** Rows of the batches before. */
  rows: number;
  /** Length of the lists of each depth. */
  readonly lengths: (number | undefined)[];
}

/** @throws LossauditError, or Error where the file is damaged */
export async function readBatch(
  bytes: ByteSource,
  batch: RecordBatch,
  { steps, dtype }: Column,
  progress: Progress,
  where: string,
): Promise<ArrayData> {
  let [from, count] = [0, batch.rows];
  let depth = 0;
  /** Shape of what is around the elements of a step. */
  const shape = [Math.max(progress.rows + batch.rows, 1)];
  const place = (i: number) => indexText(shape, i + (shape.length === 1 ? progress.rows : 0));
  for (const step of steps) {
    if (!(count >= 0 && from + count <= (batch.nodes[step.node]?.[0] ?? -1)))
      throw new RangeError('a column has fewer elements than its batch');
    await refuseNulls(bytes, batch, step, from, count, (i) => {
      throw new LossauditError('value-missing', { index: place(i) }, { where });
    });
    if (step.kind === 'values')
      return exactValues(await valuesOf(bytes, batch, step, from, count, dtype!), dtype!, { where, place });
    if (step.kind === 'struct') continue;
    const list = await listOf(bytes, batch, step, from, count);
    for (let i = 0; i < count; i++) {
      const length = list.length(i);
      progress.lengths[depth] ??= length;
      const expected = progress.lengths[depth]!;
      if (length !== expected)
        throw new LossauditError('list-ragged', { index: place(i), found: length, expected }, { where });
    }
    const size = progress.lengths[depth] ?? 0;
    if (depth === 0) shape[0] = Math.max(batch.rows, 1);
    shape.push(Math.max(size, 1));
    depth++;
    [from, count] = [list.start, count * size];
  }
  throw new Error('a column without values');
}

interface Lists {
  /** Of the list number `i`. */
  length(i: number): number;
  /** The first element of the first list. */
  readonly start: number;
}

async function listOf(
  bytes: ByteSource,
  batch: RecordBatch,
  { kind, size, buffer }: Step,
  from: number,
  count: number,
): Promise<Lists> {
  if (kind === 'fixed-size list') {
    if (size < 0) throw new RangeError(`lists of ${size} elements`);
    return { length: () => size, start: from * size };
  }
  if (count === 0) return { length: () => 0, start: 0 };
  const width = kind === 'large list' ? 8 : 4;
  const raw = await bufferOf(bytes, batch, buffer + 1, from * width, (count + 1) * width);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const at = (i: number) =>
    width === 8 ? Number(view.getBigInt64(i * 8, true)) : view.getInt32(i * 4, true);
  const start = at(0);
  return {
    length(i) {
      const length = at(i + 1) - at(i);
      if (start < 0 || length < 0) throw new RangeError('a list ends before it starts');
      return length;
    },
    start,
  };
}

async function refuseNulls(
  bytes: ByteSource,
  batch: RecordBatch,
  { node, buffer }: Step,
  from: number,
  count: number,
  refuse: (i: number) => never,
): Promise<void> {
  // Without nulls the bits may be left out.
  if ((batch.nodes[node]?.[1] ?? 0) === 0 || count === 0) return;
  const first = Math.floor(from / 8);
  const bits = await bufferOf(bytes, batch, buffer, first, Math.ceil((from + count) / 8) - first);
  for (let i = 0; i < count; i++) {
    const bit = from + i - first * 8;
    if (((bits[Math.floor(bit / 8)]! >> (bit % 8)) & 1) === 0) refuse(i);
  }
}

const ARRAYS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

async function valuesOf(
  bytes: ByteSource,
  batch: RecordBatch,
  { buffer }: Step,
  from: number,
  count: number,
  dtype: Dtype,
): Promise<Decoded> {
  if (count === 0) return [];
  if (dtype === 'bool') {
    const first = Math.floor(from / 8);
    const bits = await bufferOf(bytes, batch, buffer + 1, first, Math.ceil((from + count) / 8) - first);
    return Array.from({ length: count }, (_, i) => {
      const bit = from + i - first * 8;
      return (bits[Math.floor(bit / 8)]! >> (bit % 8)) & 1;
    });
  }
  const Values = ARRAYS[dtype as keyof typeof ARRAYS];
  const width = Values.BYTES_PER_ELEMENT;
  const raw = await bufferOf(bytes, batch, buffer + 1, from * width, count * width);
  // Aligned, as typed arrays have to be.
  const values = new Values(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength) as ArrayBuffer);
  if (dtype !== 'float16') return values;
  return new Float32Array(Uint32Array.from(values as Uint16Array, float16ToFloat32Bits).buffer);
}

/** A part of a buffer; of one that is not packed, it alone is read. */
async function bufferOf(
  bytes: ByteSource,
  batch: RecordBatch,
  number: number,
  start: number,
  length: number,
): Promise<Uint8Array> {
  const [offset = -1, size = -1] = batch.buffers[number] ?? [];
  if (!(offset >= 0 && size >= 0 && offset + size <= batch.bodyBytes))
    throw new RangeError('a buffer goes too far');
  const read = async (from: number, count: number): Promise<Uint8Array> => {
    if (from + count > size) throw new RangeError('a buffer is cut off');
    const part = new Uint8Array(count);
    await bytes.read(part, batch.body + offset + from);
    return part;
  };
  if (!batch.codec) return read(start, length);
  const head = await read(0, 8);
  const unpacked = Number(new DataView(head.buffer).getBigInt64(0, true));
  // What grows when it is packed is left as it is.
  if (unpacked === -1) return read(8 + start, length);
  const all = await decompress(batch.codec, await read(8, size - 8), unpacked);
  if (start + length > all.length) throw new RangeError('a buffer is cut off');
  return all.subarray(start, start + length);
}
