/** Predictions that are probabilities: near 0 or 1, in rows that add up to 1, or neither. */
import { type NdArray, sizeOf } from '../tensor/ndarray.js';
import { derived } from './derive.js';
import { takesLogits } from './roles.js';
import type { PairOutput } from './variants.js';

/**
 * Undefined where y_pred holds no probabilities, or what the framework makes some of; `log` for their
 * logarithms.
 */
export function probabilityKind(output: PairOutput): 'probability' | 'log' | undefined {
  if (takesLogits(output)) return undefined;
  const { predictions } = output.use.info;
  return predictions === 'any' ? undefined : predictions === 'log-distribution' ? 'log' : 'probability';
}

/** Does each row hold the classes of one thing, not a yes or no in each column? */
export function areDistributions({ use, yPred }: PairOutput): boolean {
  const { predictions, family } = use.info;
  const rows = predictions !== 'probability' || family === 'sparse-categorical-crossentropy';
  return rows && predictions !== 'any' && yPred.shape.length > 1 && yPred.shape.at(-1)! > 1;
}

function classAxis({ use, yPred }: PairOutput): number {
  const axis = use.value('class-axis');
  const last = yPred.shape.length - 1;
  return typeof axis !== 'number' || axis === -1 ? last : Math.min(axis, last);
}

/** Kept for arrays that are asked for again and again. */
function once<T>(known: WeakMap<NdArray, T>, array: NdArray, make: (array: NdArray) => T): T {
  const before = known.get(array);
  if (before !== undefined) return before;
  const result = make(array);
  known.set(array, result);
  return result;
}

const extremes = new WeakMap<NdArray, readonly [number, number]>();

/** The least and the greatest element. */
export function extremesOf(array: NdArray): readonly [number, number] {
  return once(extremes, array, ({ data }) => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < data.length; i++) {
      least = Math.min(least, data[i]!);
      most = Math.max(most, data[i]!);
    }
    return [least, most] as const;
  });
}

/** Rows whose sums are off by less add up to 1 but for rounding. */
const OFF = 1e-5;
const off = new WeakMap<NdArray, boolean>();

/** Do rows of classes, or of their logarithms, add up to something else than 1? */
export function areOff(output: PairOutput): boolean {
  const log = probabilityKind(output) === 'log';
  return once(off, output.yPred, (array) =>
    rowSums(array, classAxis(output), log).some((sum) => Math.abs(sum - 1) > OFF),
  );
}

/** The rows divided by their sums. */
export function normalised(output: PairOutput): NdArray {
  const axis = classAxis(output);
  const log = probabilityKind(output) === 'log';
  return derived(output.yPred, `normalised along ${axis} ${log}`, (array) => {
    const sums = rowSums(array, axis, log);
    const { classes, inner } = strides(array, axis);
    const data = new Float64Array(array.data.length);
    for (let i = 0; i < data.length; i++) {
      const sum = sums[Math.floor(i / (classes * inner)) * inner + (i % inner)]!;
      data[i] = log ? array.data[i]! - Math.log(sum) : array.data[i]! / sum;
    }
    return { dtype: 'float64', shape: array.shape, data };
  });
}

function strides({ shape }: NdArray, axis: number): { readonly classes: number; readonly inner: number } {
  return { classes: shape[axis] ?? 1, inner: sizeOf(shape.slice(axis + 1)) };
}

function rowSums(array: NdArray, axis: number, log: boolean): Float64Array {
  const { classes, inner } = strides(array, axis);
  const sums = new Float64Array(array.data.length / Math.max(1, classes));
  for (let i = 0; i < array.data.length; i++) {
    const p = array.data[i]!;
    sums[Math.floor(i / (classes * inner)) * inner + (i % inner)]! += log ? Math.exp(p) : p;
  }
  return sums;
}
