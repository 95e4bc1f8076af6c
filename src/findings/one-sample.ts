/** An audit of one sample under the rule of another audit: what a certain prediction would cost there. */
import type { Audit } from '../audit/audit.js';
import { resolved } from '../audit/resolve.js';
import type { NdArray } from '../tensor/ndarray.js';

/** @param yTrue @param yPred the sample's only axis */
export function oneSample(
  audit: Audit,
  name: string,
  yTrue: readonly number[],
  yPred: readonly number[],
): Audit {
  const row = (values: readonly number[]): NdArray => ({
    dtype: 'float64',
    shape: [1, values.length],
    data: Float64Array.from(values),
  });
  const outputs = audit.outputs
    .filter((o) => o.name === name)
    .map((o) => ({
      ...o,
      arrays: { y_true: row(yTrue), y_pred: row(yPred) },
      classWeight: undefined,
      lossWeight: 1,
    }));
  return resolved({ ...audit, outputs, batchSize: undefined, regularization: {} });
}
