/** Fortran order (the first index runs fastest) to C order (the last does). */

import { allocate } from '../tensor/memory.js';
import type { ArrayData } from '../tensor/ndarray.js';

/** Position in C order of the item at position `i` in Fortran order. */
export function fromFortranOrder(i: number, shape: readonly number[]): number {
  let rest = i;
  let position = 0;
  let stride = shape.reduce((product, d) => product * d, 1);
  for (const d of shape) {
    stride /= d;
    position += (rest % d) * stride;
    rest = Math.floor(rest / d);
  }
  return position;
}

/** A copy of `data`, which holds an array of this shape in Fortran order, in C order. */
export function toRowMajor(data: ArrayData, shape: readonly number[]): ArrayData {
  if (shape.filter((d) => d !== 1).length < 2) return data;
  const result = allocate(data.constructor as new (length: number) => ArrayData, data.length);
  const strides: number[] = [];
  let stride = 1;
  for (const d of shape) {
    strides.push(stride);
    stride *= d;
  }
  const last = shape.length - 1;
  const index = new Array<number>(shape.length).fill(0);
  let source = 0;
  for (let target = 0; target < result.length; ) {
    for (let i = 0; i < shape[last]!; i++) result[target++] = data[source + i * strides[last]!]!;
    for (let axis = last - 1; axis >= 0; axis--) {
      source += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      source -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
