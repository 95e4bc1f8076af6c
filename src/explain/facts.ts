/** What an array holds, looked at once: statistics, sums along an axis, which labels there are. */
import { type NdArray, sizeOf } from '../tensor/ndarray.js';
import { sumOf } from './derive.js';
import { classAxisOf, ignoredLabel } from './roles.js';
import type { PairOutput } from './variants.js';

export interface ArrayStats {
  readonly min: number;
  readonly max: number;
  readonly nan: number;
  /** Elements that are no integers. */
  readonly fractional: number;
}

const statistics = new WeakMap<NdArray, ArrayStats>();

/** One pass over an array, once. */
export function statsOf(array: NdArray): ArrayStats {
  const known = statistics.get(array);
  if (known) return known;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let nan = 0;
  let fractional = 0;
  for (const x of array.data) {
    if (Number.isNaN(x)) nan++;
    else {
      if (x < min) min = x;
      if (x > max) max = x;
      if (!Number.isInteger(x)) fractional++;
    }
  }
  const stats = { min, max, nan, fractional };
  statistics.set(array, stats);
  return stats;
}

/** Are all values from `low` to `high`, and is there one? */
export function isWithin(array: NdArray, low: number, high: number): boolean {
  const { min, max, nan } = statsOf(array);
  return array.data.length > 0 && nan === 0 && min >= low && max <= high;
}

/** Is every value 0 or 1? */
export function isBinary(array: NdArray): boolean {
  return isWithin(array, 0, 1) && statsOf(array).fractional === 0;
}

const signs = new WeakMap<NdArray, boolean>();

/** Is every value −1 or 1? */
export function isPlusMinusOne(array: NdArray): boolean {
  if (!isWithin(array, -1, 1) || statsOf(array).fractional > 0) return false;
  const known = signs.get(array) ?? array.data.every((x) => x !== 0);
  signs.set(array, known);
  return known;
}

/** How far from 1 rows of float32 probabilities, some of them printed, may add up. */
const NEAR_ONE = 1e-3;
const rows = new WeakMap<NdArray, Map<number, boolean>>();

/** Is it rows of probabilities along an axis: none below 0, and do they add up to 1? */
export function addsUp(array: NdArray, axis: number): boolean {
  if (!isWithin(array, 0, 1)) return false;
  const known = rows.get(array) ?? new Map<number, boolean>();
  rows.set(array, known);
  let result = known.get(axis);
  if (result === undefined) {
    result = true;
    for (const line of lines(array, axis)) {
      let sum = 0;
      for (const x of line) sum += x;
      if (Math.abs(sum - 1) > NEAR_ONE) {
        result = false;
        break;
      }
    }
    known.set(axis, result);
  }
  return result;
}

/** Is it one-hot rows along the class axis of the predictions? */
export function isOneHot({ yTrue, yPred }: PairOutput, axis: number | undefined): axis is number {
  if (axis === undefined || yTrue.shape.join() !== yPred.shape.join() || (yTrue.shape[axis] ?? 1) < 2)
    return false;
  return isBinary(yTrue) && addsUp(yTrue, axis);
}

/** The length of the class axis; 1 where there is none. */
export function classesOf(output: PairOutput): number {
  const axis = classAxisOf(output);
  return axis === undefined ? 1 : (output.yPred.shape[axis] ?? 1);
}

/** The values along an axis, one line after the other, in one buffer that is filled anew. */
export function* lines({ shape, data }: NdArray, axis: number): Generator<Float64Array> {
  const length = shape[axis] ?? 1;
  const inner = sizeOf(shape.slice(axis + 1));
  const line = new Float64Array(length);
  for (let start = 0; start < data.length; start += length * inner)
    for (let i = 0; i < inner; i++) {
      for (let k = 0; k < length; k++) line[k] = data[start + i + k * inner]!;
      yield line;
    }
}

const ranges = new WeakMap<NdArray, Map<number, { readonly min: number; readonly max: number }>>();

/** The least and the largest label, but for the ignored one. */
export function labelRange(output: PairOutput): { readonly min: number; readonly max: number } {
  const ignored = ignoredLabel(output);
  const { yTrue } = output;
  if (ignored === undefined) return statsOf(yTrue);
  const known = ranges.get(yTrue)?.get(ignored);
  if (known) return known;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const y of yTrue.data) {
    if (y === ignored) continue;
    min = Math.min(min, y);
    max = Math.max(max, y);
  }
  const range = { min, max };
  ranges.set(yTrue, (ranges.get(yTrue) ?? new Map()).set(ignored, range));
  return range;
}

const counts = new WeakMap<NdArray, Map<number, number>>();

/** How many elements have this value. */
export function countOf(array: NdArray, value: number): number {
  const known = counts.get(array) ?? new Map<number, number>();
  counts.set(array, known);
  let count = known.get(value);
  if (count === undefined) {
    count = 0;
    for (const x of array.data) if (x === value) count++;
    known.set(value, count);
  }
  return count;
}

const totals = new WeakMap<NdArray, number>();

export function totalOf(array: NdArray): number {
  const total = totals.get(array) ?? sumOf(array);
  totals.set(array, total);
  return total;
}
