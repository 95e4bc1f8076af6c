/** An audit of one sample under the rule of another audit: what a certain prediction would cost there. */
import type { Audit } from '../audit/audit.js';
import { resolved } from '../audit/resolve.js';
import type { NdArray } from '../tensor/ndarray.js';

/**
 * @param yTrue,yPred the sample's only axis
 * @param rank of the targets: a label may have no axis of its own
 */
export function oneSample(
  audit: Audit,
  name: string,
  yTrue: readonly number[],
  yPred: readonly number[],
  rank = 2,
): Audit {
  const row = (values: readonly number[], alone = false): NdArray => ({
    dtype: 'float64',
    shape: alone ? [1] : [1, values.length],
    data: Float64Array.from(values),
  });
  const outputs = audit.outputs
    .filter((o) => o.name === name)
    .map((o) => ({
      ...o,
      arrays: { y_true: row(yTrue, rank === 1 && yTrue.length === 1), y_pred: row(yPred) },
      classWeight: undefined,
      lossWeight: 1,
    }));
  return resolved({ ...audit, outputs, batchSize: undefined, regularization: {} });
}
