/**
 * Arrays made from an audit's arrays: the same change of the same array is the same object, as long as there
 * is room to keep it.
 */
import { type Dtype, type NdArray, sizeOf } from '../tensor/ndarray.js';

/** Bytes of arrays that are kept for a next time. */
const ROOM = 2 ** 26;

const ids = new WeakMap<NdArray, number>();
let next = 0;

/** A number for an array, the same as long as it lives. */
export function idOfArray(array: NdArray): number {
  const before = ids.get(array);
  if (before !== undefined) return before;
  ids.set(array, ++next);
  return next;
}

/** Oldest first. */
const kept = new Map<string, NdArray>();
let bytes = 0;

/** @param name tells the ways to derive an array apart */
export function derived(array: NdArray, name: string, make: (array: NdArray) => NdArray): NdArray {
  const key = `${idOfArray(array)} ${name}`;
  const before = kept.get(key);
  if (before) return before;
  const result = make(array);
  if (result.data.byteLength > ROOM / 4) return result;
  kept.set(key, result);
  bytes += result.data.byteLength;
  for (const [oldest, { data }] of kept) {
    if (bytes <= ROOM) break;
    kept.delete(oldest);
    bytes -= data.byteLength;
  }
  return result;
}

/** Every element by itself. @param name as in `derived` */
export function mapped(
  array: NdArray,
  name: string,
  of: (x: number, i: number) => number,
  dtype: Dtype = 'float64',
): NdArray {
  return derived(array, name, ({ shape, data }) => {
    const result = new Float64Array(sizeOf(shape));
    for (let i = 0; i < result.length; i++) result[i] = of(data[i]!, i);
    return { dtype, shape, data: result };
  });
}

export function sumOf({ data }: NdArray): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]!;
  return sum;
}
