/** Masks made from masks, and arrays from masked ones. */
import type { NdArray } from '../tensor/ndarray.js';
import { idOfArray, mapped } from './derive.js';

export const asWeights = (mask: NdArray) => mapped(mask, 'as weights', (x) => x);
export const inverted = (mask: NdArray) => remade(mask, 'inverted', (x) => 1 - x);

/** Of the mask's own dtype, which the framework may ask for. */
function remade(mask: NdArray, name: string, of: (x: number, i: number) => number): NdArray {
  return mapped(mask, name, of, mask.dtype === 'bool' ? 'bool' : 'float64');
}

/** Weights of the same shape times the mask; others stay. */
export function times(weights: NdArray | undefined, mask: NdArray): NdArray | undefined {
  if (mask.data.length !== weights?.data.length) return weights;
  return mapped(weights, `times ${idOfArray(mask)}`, (x, i) => x * mask.data[i]!);
}

/** 0 where the mask is. */
export function zeroed(array: NdArray, mask: NdArray): NdArray {
  const each = Math.max(1, array.data.length / mask.data.length);
  const kept = (x: number, i: number) => (mask.data[Math.floor(i / each)] ? x : 0);
  return mapped(array, `zeroed by ${idOfArray(mask)}`, kept, array.dtype);
}

/** By some steps within each row; what comes in counts nothing. */
export function moved(mask: NdArray, by: number): NdArray {
  const steps = mask.shape[1] ?? 1;
  return remade(mask, `moved ${by}`, (_, i) => {
    const from = (i % steps) + by;
    return from < 0 || from >= steps ? 0 : mask.data[i + by]!;
  });
}

/** Rows as a whole: those of which any step counts, or those of which all do. */
export function byRow(mask: NdArray, name: 'any' | 'all'): NdArray {
  const steps = mask.data.length / mask.shape[0]!;
  return remade(mask, name, (_, i) => {
    const row = mask.data.subarray(i - (i % steps), i - (i % steps) + steps);
    return Number(name === 'any' ? row.some((m) => m !== 0) : row.every((m) => m !== 0));
  });
}
