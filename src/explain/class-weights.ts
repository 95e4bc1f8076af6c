/** Weights of classes, wherever an audit holds them: a table, or a parameter of the loss. */
import { isNdArray, type NdArray } from '../tensor/ndarray.js';
import { derived, mapped } from './derive.js';
import { ignoredLabel } from './roles.js';
import { type OutputChange, type PairOutput, paramsWith } from './variants.js';

/** In the order of the classes; undefined where an output has none. */
export function weightTable({ classWeight, use }: PairOutput): readonly number[] | undefined {
  if (classWeight) return [...classWeight.values()];
  const table = use.value('class-weights');
  return isNdArray(table) && table.shape.length === 1 ? Array.from(table.data, Number) : undefined;
}

/** The same output with other weights for the classes that its table has. */
export function withWeightTable(
  output: PairOutput,
  name: string,
  weights: readonly number[] | undefined,
): OutputChange {
  const { classWeight } = output;
  if (classWeight)
    return {
      classWeight: weights && new Map([...classWeight.keys()].map((label, i) => [label, weights[i]!])),
    };
  const table = output.use.value('class-weights') as NdArray;
  const made = weights ? mapped(table, name, (_, i) => weights[i]!) : null;
  return { params: paramsWith(output, 'class-weights', made) };
}

export function positiveWeight({ use }: PairOutput): NdArray | undefined {
  const weight = use.value('positive-weight');
  return isNdArray(weight) ? weight : undefined;
}

/**
 * Weights with which all classes count alike, in the place that the framework has for them: n / (K · nₖ); of
 * the positives, how many negatives there are for each. Undefined where labels are no classes, or are alike
 * already.
 */
export function balanced(output: PairOutput): OutputChange | undefined {
  const counts = countsOf(output);
  const present = counts ? [...counts].filter(([, n]) => n > 0) : [];
  if (!counts || present.length < 2 || present.every(([, n]) => n === present[0]![1])) return undefined;
  const total = present.reduce((sum, [, n]) => sum + n, 0);
  const weights = new Map(present.map(([label, n]) => [label, total / (present.length * n)]));
  const { use, yTrue, yPred } = output;
  if (Object.hasOwn(use.slots, 'class_weight')) return { classWeight: weights };
  if (use.value('positive-weight') !== undefined && counts.has(1))
    return {
      params: paramsWith(output, 'positive-weight', vector(yTrue, [counts.get(0)! / counts.get(1)!])),
    };
  if (use.value('class-weights') !== undefined && use.info.classIndices) {
    const axis = use.value('class-axis');
    const classes = yPred.shape.at(typeof axis === 'number' && yPred.shape.length > 1 ? axis : -1) ?? 0;
    const table = Array.from({ length: classes }, (_, label) => weights.get(label) ?? 1);
    return { params: paramsWith(output, 'class-weights', vector(yTrue, table)) };
  }
  if (!Object.hasOwn(use.slots, 'sample_weight') || yTrue.data.length !== yTrue.shape[0]) return undefined;
  return { sampleWeight: flat(mapped(yTrue, 'balanced', (y) => weights.get(y) ?? 1)) };
}

/** @param of an array that it is kept with */
export function vector(of: NdArray, weights: readonly number[]): NdArray {
  return derived(of, `weights ${weights.join()}`, () => ({
    dtype: 'float64',
    shape: [weights.length],
    data: Float64Array.from(weights),
  }));
}

function flat(array: NdArray): NdArray {
  return derived(array, 'flat', ({ dtype, data }) => ({ dtype, shape: [data.length], data }));
}

const known = new WeakMap<PairOutput, { readonly counts: ReadonlyMap<number, number> | undefined }>();

/** How often each class is a target; undefined where targets are no classes. */
function countsOf(output: PairOutput): ReadonlyMap<number, number> | undefined {
  const before = known.get(output);
  if (before) return before.counts;
  const counts = counted(output);
  known.set(output, { counts });
  return counts;
}

/** More classes than this are no table that somebody would write. */
const MOST = 1000;

function counted(output: PairOutput): ReadonlyMap<number, number> | undefined {
  const { yTrue, yPred, use } = output;
  const { targets, classIndices } = use.info;
  const counts = new Map<number, number>();
  const add = (label: number) => counts.set(label, (counts.get(label) ?? 0) + 1);
  const classes = yTrue.shape.at(-1) ?? 1;
  if (classIndices) {
    const ignored = ignoredLabel(output);
    for (let i = 0; i < yTrue.data.length; i++) if (yTrue.data[i] !== ignored) add(yTrue.data[i]!);
  } else if (targets === 'distribution' && yTrue.shape.length === 2 && classes > 1) {
    for (let i = 0; i < yTrue.data.length; i += classes) {
      const row = yTrue.data.subarray(i, i + classes);
      if (row.some((y) => y !== 0 && y !== 1)) return undefined;
      add(row.indexOf(1));
    }
  } else if (/binary/.test(targets) || use.info.family === 'sparse-categorical-crossentropy') {
    if (yPred.shape.length > 1 && yTrue.data.length !== yTrue.shape[0]) return undefined;
    for (let i = 0; i < yTrue.data.length; i++) add(yTrue.data[i]!);
  } else return undefined;
  const fits = [...counts.keys()].every((label) => Number.isInteger(label) && label >= 0);
  return fits && counts.size <= MOST ? counts : undefined;
}
