/** An array with its axes in another order, or others. */
import { type NdArray, sizeOf } from '../tensor/ndarray.js';
import { derived } from './derive.js';

/** Two axes change places. */
export function transposed(x: NdArray, a: number, b: number): NdArray {
  const order = x.shape.map((_, i) => (i === a ? b : i === b ? a : i));
  return derived(x, `transposed ${a} ${b}`, (array) => permuted(array, order));
}

/** Axis i of the result is axis order[i]. */
export function permuted({ dtype, shape, data }: NdArray, order: readonly number[]): NdArray {
  const to = order.map((axis) => shape[axis]!);
  const strides = order.map((axis) => sizeOf(shape.slice(axis + 1)));
  const result = new Float64Array(data.length);
  const at = to.map(() => 0);
  for (let i = 0, from = 0; i < result.length; i++) {
    result[i] = data[from]!;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++at[axis]! < to[axis]!) break;
      from -= strides[axis]! * to[axis]!;
      at[axis] = 0;
    }
  }
  return { dtype, shape: to, data: result };
}

export function reshaped(x: NdArray, shape: readonly number[]): NdArray {
  if (x.shape.join() === shape.join()) return x;
  return derived(x, `as ${shape}`, ({ dtype, data }) => ({ dtype, shape, data }));
}
