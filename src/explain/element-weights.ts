/** Weights of samples or elements, wherever an audit holds them: an array of its own, or a parameter. */
import { isNdArray, type NdArray, sizeOf } from '../tensor/ndarray.js';
import { derived } from './derive.js';
import { transposed } from './permute.js';
import { type OutputChange, type PairOutput, paramsWith } from './variants.js';

/** @returns the array with the name that it has in the graph */
export function elementWeights({
  sampleWeight,
  use,
}: PairOutput): { readonly name: string; readonly array: NdArray } | undefined {
  if (sampleWeight) return { name: 'sample_weight', array: sampleWeight };
  const array = use.value('element-weight');
  const name = use.info.paramOf('element-weight')?.name;
  return name !== undefined && isNdArray(array) ? { name, array } : undefined;
}

/** The same output with others; undefined leaves them out. */
export function withElementWeights(output: PairOutput, array: NdArray | undefined): OutputChange {
  return output.sampleWeight
    ? { sampleWeight: array }
    : { params: paramsWith(output, 'element-weight', array ?? null) };
}

/** Each weight for all that lies behind it. */
export function spread(w: NdArray, shape: readonly number[]): NdArray {
  const each = sizeOf(shape) / w.data.length;
  return derived(w, `spread ${shape}`, ({ data }) => ({
    dtype: 'float64',
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => data[Math.floor(i / each)]!),
  }));
}

/** The mean of a row's weights for each of them. */
export function rowMeans(w: NdArray): NdArray {
  const each = w.data.length / w.shape[0]!;
  return derived(w, 'row means', ({ shape, data }) => {
    const result = new Float64Array(data.length);
    for (let from = 0; from < data.length; from += each) {
      const row = Array.from(data.subarray(from, from + each));
      result.fill(row.reduce((sum, x) => sum + x, 0) / each, from, from + each);
    }
    return { dtype: 'float64', shape, data: result };
  });
}

/** Where both axes are of one length, nothing says which of them weights belong to. */
export function turned(w: NdArray, [n, t]: readonly number[]): NdArray {
  const square = w.shape.length < 3 && n === t && n! > 1 && w.shape.every((d) => d === n);
  if (!square) return w;
  return transposed(w.shape.length === 1 ? spread(w, [n!, n!]) : w, 0, 1);
}
