/** Rows of an array whose items stand in a file as they are: NPY and safetensors, in C or Fortran order. */
import { type ArrayData, indexText, sizeOf } from '../tensor/ndarray.js';
import type { ByteSource } from './bytes.js';
import type { FileRows } from './format.js';
import { fromFortranOrder, toRowMajor } from './fortran-order.js';
import { allocateFor, dtypeOf, readItems } from './npy-data.js';
import type { NpyDtype } from './npy-dtype.js';

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
  return {
    dtype: kept,
    shape,
    seeks: !apart,
    async read(from, to) {
      const count = to - from;
      const data = bufferOf(count * rowSize);
      if (!apart) return readAt(from * rowSize, data.length, data);
      if (count === rows) await readAt(0, data.length, data);
      else
        for (let k = 0; k < rowSize; k++)
          await readAt(k * rows + from, count, data.subarray(k * count, (k + 1) * count));
      return toRowMajor(data, [count, ...rest]);
    },
  };
}

/** All of them, as one array. */
export async function readWhole({ read, dtype, shape }: FileRows) {
  return { dtype, shape, data: await read(0, shape[0] ?? 1) };
}
