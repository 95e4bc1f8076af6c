/** What cases of optax say in words: what the caller does with the array, in `api`. */
import type { NdArray } from '../../../src/tensor/ndarray.js';
import type { Adapt } from './index.js';

export const adaptOptax: Adapt = (audit, c) => {
  const { reduction: own, ...params } = audit.params;
  const asked = { ...audit, params: { ...params, reduction: own } };
  // dice_loss has a `reduction` of its own, beside the caller's.
  if (c.loss === 'dice_loss' && c.params.reduction !== undefined)
    Object.assign(asked.params, { class_reduction: c.params.reduction });
  if (asked.params.reduction === undefined) delete asked.params.reduction;
  // A mask of booleans and one of numbers differ where a score is NaN.
  if (/bool_mask/.test(c.api)) Object.assign(asked, { mask: { ...(asked.mask as NdArray), dtype: 'bool' } });
  // The given cases have class indices without a dtype, and probabilities where optax got their logits (E1).
  if (!c.dtypes && LABELS.has(c.loss))
    Object.assign(asked, { y_true: { ...(asked.y_true as NdArray), dtype: 'int32' } });
  if (c.id.startsWith('E1-')) Object.assign(asked, { y_pred: logits(asked.y_pred as NdArray) });
  return asked;
};

const LABELS = new Set([
  'softmax_cross_entropy_with_integer_labels',
  'multiclass_hinge_loss',
  'multiclass_perceptron_loss',
  'multiclass_sparsemax_loss',
]);

function logits(p: NdArray): NdArray {
  return { ...p, data: Float64Array.from(p.data, (v) => Math.log(v / (1 - v))) };
}
