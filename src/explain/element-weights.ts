/** Weights of samples or elements, wherever an audit holds them: an array of its own, or a parameter. */
import { isNdArray, type NdArray } from '../tensor/ndarray.js';
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
