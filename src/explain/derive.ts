/** Arrays made from an audit's arrays, each once: the same change of the same array is the same array. */
import type { Dtype, NdArray } from '../tensor/ndarray.js';

const made = new WeakMap<NdArray, Map<string, NdArray>>();

/** @param name tells the ways to derive an array apart */
export function derived(array: NdArray, name: string, make: (array: NdArray) => NdArray): NdArray {
  const known = made.get(array) ?? new Map<string, NdArray>();
  made.set(array, known);
  const before = known.get(name);
  if (before) return before;
  const result = make(array);
  known.set(name, result);
  return result;
}

/** Every element by itself. @param name as in `derived` */
export function mapped(
  array: NdArray,
  name: string,
  of: (x: number, i: number) => number,
  dtype: Dtype = 'float64',
): NdArray {
  return derived(array, name, ({ shape, data }) => ({
    dtype,
    shape,
    data: Float64Array.from(data as ArrayLike<number>, of),
  }));
}

export function sumOf({ data }: NdArray): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]!;
  return sum;
}
