/** What an array holds, looked at once: statistics, sums along an axis, which labels there are. */

import { type ArrayStats, keyOf, type Request } from '../facts/fact.js';
import { equal, stats, total } from '../facts/kinds/stats.js';
import { factOf } from '../facts/pass.js';
import { type NdArray, sizeOf } from '../tensor/ndarray.js';
import { classAxisOf, ignoredLabel } from './roles.js';
import type { PairOutput } from './variants.js';

const answers = new WeakMap<NdArray, Map<string, unknown>>();

/** A fact of the array that it calls `array`, once. */
function known<R>(array: NdArray, request: Request<R>): R {
  const own = answers.get(array) ?? new Map<string, unknown>();
  answers.set(array, own);
  const key = keyOf(request);
  if (!own.has(key)) own.set(key, factOf(request, { array }));
  return own.get(key) as R;
}

const statistics = new WeakMap<NdArray, ArrayStats>();
const ALL = stats.of(['array'], {});

/** Asked for thousands of times while hypotheses are tried. */
export function statsOf(array: NdArray): ArrayStats {
  const before = statistics.get(array);
  if (before) return before;
  const made = factOf(ALL, { array });
  statistics.set(array, made);
  return made;
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

/** Is every value −1 or 1? */
export function isPlusMinusOne(array: NdArray): boolean {
  return isWithin(array, -1, 1) && statsOf(array).fractional === 0 && countOf(array, 0) === 0;
}

/** How far from 1 rows of float32 probabilities, some of them printed, may add up. */
const NEAR_ONE = 1e-3;
const rows = new WeakMap<NdArray, Map<number, boolean>>();

/** Is it rows of probabilities along an axis: none below 0, and do they add up to 1? */
export function addsUp(array: NdArray, axis: number): boolean {
  if (!isWithin(array, 0, 1)) return false;
  const sums = rows.get(array) ?? new Map<number, boolean>();
  rows.set(array, sums);
  let result = sums.get(axis);
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
    sums.set(axis, result);
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

/** The least and the largest label, but for the ignored one; NaN where a label is. */
export function labelRange(output: PairOutput): { readonly min: number; readonly max: number } {
  const ignored = ignoredLabel(output);
  const { yTrue } = output;
  if (ignored === undefined) return statsOf(yTrue);
  const labels = known(yTrue, stats.of(['array'], { except: ignored }));
  return labels.nan > 0 ? { min: Number.NaN, max: Number.NaN } : labels;
}

/** How many elements have this value. */
export function countOf(array: NdArray, value: number): number {
  return known(array, equal.of(['array'], { value }));
}

/** All elements added up, exactly. */
export function totalOf(array: NdArray): number {
  return known(array, total.of(['array'], {}));
}
