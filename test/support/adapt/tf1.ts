/** What the cases of one input under all conventions (others.md, E2) do before they call the loss. */
import type { NdArray } from '../../../src/tensor/ndarray.js';
import type { Adapt } from './index.js';

export const tf1: Adapt = (audit, c) =>
  c.id.startsWith('E2-') ? { ...audit, y_true: replaced(audit.y_true as NdArray) } : audit;

/** A label −100 becomes 0: its weight is 0. */
function replaced(labels: NdArray): NdArray {
  return { ...labels, data: Float64Array.from(labels.data, (y) => (y === -100 ? 0 : y)) };
}
