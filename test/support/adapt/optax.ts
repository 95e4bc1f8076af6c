/** What cases of optax say in words: what the caller does with the array stands in `api`. */
import type { NdArray } from '../../../src/tensor/ndarray.js';
import type { Adapt } from './index.js';

const LABELS = new Set([
  'softmax_cross_entropy_with_integer_labels',
  'multiclass_hinge_loss',
  'multiclass_perceptron_loss',
  'multiclass_sparsemax_loss',
]);

export const adaptOptax: Adapt = (audit, c) => {
  const changed = { ...audit, params: { ...audit.params } };
  const change = (slot: string, to: (array: NdArray) => NdArray) =>
    Object.assign(changed, { [slot]: to(audit[slot] as NdArray) });
  // dice_loss has a `reduction` of its own, beside the caller's.
  if (c.params.reduction !== undefined) changed.params.class_reduction = c.params.reduction;
  // Masks of booleans and of numbers differ where a score is NaN.
  if (/bool_mask/.test(c.api)) change('mask', (mask) => ({ ...mask, dtype: 'bool' }));
  // The given cases have class indices without a dtype, and probabilities where optax got their logits (E1).
  if (!c.dtypes && LABELS.has(c.loss)) change('y_true', (labels) => ({ ...labels, dtype: 'int32' }));
  if (c.id.startsWith('E1-'))
    change('y_pred', (p) => ({ ...p, data: Float64Array.from(p.data, (v) => Math.log(v / (1 - v))) }));
  return changed;
};
