/** Cases of Transformers: the given ones have class indices without a dtype. */
import type { NdArray } from '../../../src/tensor/ndarray.js';
import type { Adapt } from './index.js';

export const adaptHuggingface: Adapt = (audit, c) => {
  const indices = (array: NdArray): NdArray => ({ ...array, dtype: 'int64' });
  const { start, end, ...inputs } = audit.inputs as Record<string, NdArray>;
  const ends = start && end ? { start: indices(start), end: indices(end) } : {};
  const changed = { ...audit, inputs: { ...inputs, ...ends } };
  const classes = !c.dtypes && c.loss !== 'ForSequenceClassificationLoss' && audit.y_true !== undefined;
  return classes ? { ...changed, y_true: indices(audit.y_true as NdArray) } : changed;
};
