/** Rows of an array whose items stand in a file as they are: NPY and safetensors, in C or Fortran order. */
import { type ArrayData, indexText, sizeOf } from '../tensor/ndarray.js';
import type { ByteSource } from './bytes.js';
import type { FileRows } from './format.js';
import { fromFortranOrder, toRowMajor } from './fortran-order.js';
import { allocateFor, bytesOfShape, dtypeOf, readItems } from './npy-data.js';
import type { NpyDtype } from './npy-dtype.js';

/** Rows of an array in Fortran order that are held at once. */
const SLAB_BYTES = 2 ** 25;
/** Each takes some microseconds: [16384, 32000] float32 takes two million. */
const MOST_PIECES = 2 ** 23;

/** Items in a file, which is known to hold them. */
export interface Items {
  readonly bytes: ByteSource;
  /** Where the first one stands. */
  readonly offset: number;
  readonly dtype: NpyDtype;
  readonly shape: readonly number[];
  readonly fortranOrder?: boolean;
  /** How errors call the array. */
  readonly where: string;
}

export function itemRows(items: Items): FileRows {
  const { bytes, offset, dtype, shape, fortranOrder = false, where } = items;
  const [rows = 1, ...rest] = shape;
  const rowSize = sizeOf(rest);
  const kept = dtypeOf(dtype.storage);
  // In Fortran order the items of a position stand together for all rows.
  const apart = fortranOrder && rowSize > 1;
  const nameOf = (position: number) => indexText(shape, position) || 'the value';
  const placesFrom = (first: number) => ({
    where,
    index: (i: number) => nameOf(apart ? fromFortranOrder(first + i, shape) : first + i),
  });
  let buffer = allocateFor(kept, 0);
  const bufferOf = (length: number) => {
    if (buffer.length < length) buffer = allocateFor(kept, length);
    return buffer.length === length ? buffer : buffer.subarray(0, length);
  };
  const readAt = (first: number, length: number, data: ArrayData) =>
    readItems(bytes, offset + first * dtype.itemBytes, length, dtype, placesFrom(first), data);
  const slab = apart ? slabOf(items, readAt) : undefined;
  return {
    dtype: kept,
    shape,
    seeks: !apart,
    async read(from, to) {
      const count = to - from;
      const data = bufferOf(count * rowSize);
      if (!slab) return readAt(from * rowSize, data.length, data);
      if (count === rows) return toRowMajor(await readAt(0, data.length, data), shape);
      for (let row = from; row < to; ) {
        const part = await slab(row, to);
        data.set(part, (row - from) * rowSize);
        row += part.length / rowSize;
      }
      return data;
    },
  };
}

/**
 * Rows of an array in Fortran order: from `row` to `to`, or to the end of what is held. As many rows as
 * `SLAB_BYTES` hold are read at once, one piece of the file for each position of a row: rowSize x
 * (size / `SLAB_BYTES`) pieces for the whole array, each byte once where rows are asked for in their order.
 */
function slabOf(
  { shape, dtype }: Items,
  readAt: (first: number, length: number, data: ArrayData) => Promise<ArrayData>,
): (row: number, to: number) => Promise<ArrayData> {
  const [rows = 1, ...rest] = shape;
  const rowSize = sizeOf(rest);
  const most = slabRows(shape, dtype);
  const kept = dtypeOf(dtype.storage);
  const column = allocateFor(kept, most);
  const data = allocateFor(kept, most * rowSize);
  let start = -1;
  const fill = async (first: number) => {
    start = -1;
    const count = Math.min(most, rows - first);
    for (let k = 0; k < rowSize; k++) {
      const part = await readAt(k * rows + first, count, column.subarray(0, count));
      for (let i = 0, at = fromFortranOrder(k, rest); i < count; i++, at += rowSize) data[at] = part[i]!;
    }
    start = first;
  };
  return async (row, to) => {
    const first = row - (row % most);
    if (first !== start) await fill(first);
    return data.subarray((row - first) * rowSize, Math.min(to - first, most) * rowSize);
  };
}

/** Do blocks of its rows take so many small pieces of the file that it is better read whole? */
export function isTooScattered(shape: readonly number[], dtype: NpyDtype, fortranOrder: boolean): boolean {
  const [rows = 1, ...rest] = shape;
  const rowSize = sizeOf(rest);
  return fortranOrder && rowSize > 1 && rowSize * Math.ceil(rows / slabRows(shape, dtype)) > MOST_PIECES;
}

function slabRows([rows = 1, ...rest]: readonly number[], { storage }: NpyDtype): number {
  const rowBytes = bytesOfShape(rest, dtypeOf(storage));
  return Math.max(1, Math.min(rows, Math.floor(SLAB_BYTES / Math.max(1, rowBytes))));
}

/** All of them, as one array. */
export async function readWhole({ read, dtype, shape }: FileRows) {
  return { dtype, shape, data: await read(0, shape[0] ?? 1) };
}
