/** What cases of others.md do not say, or do before they call the loss. */
import type { NdArray } from '../../../src/tensor/ndarray.js';
import type { Adapt } from './index.js';

const OURS = /^tf1-(?:[\d.]+-)?\d{4}-/;

export const tf1: Adapt = (audit, c) =>
  c.loss === 'sparse_softmax_cross_entropy' && !OURS.test(c.id)
    ? { ...audit, y_true: labels(audit.y_true as NdArray) }
    : audit;

/** Declared as nothing, as they stand in an audit file; a label −100 (E2) becomes 0: its weight is 0. */
function labels({ shape, data }: NdArray): NdArray {
  return { dtype: 'float64', shape, data: Float64Array.from(data, (y) => (y === -100 ? 0 : y)) };
}
