/** What losses of tf.compat.v1.losses share. */
import type { Expr } from '../../expr/node.js';
import type { Arithmetic } from '../../tensor/ndarray.js';
import type { LossDeclaration } from '../define-loss.js';
import { logSoftmax } from '../math.js';

/** Most cast labels and predictions to float32; the crossentropies of logits and computed losses do not. */
export const FLOAT32: LossDeclaration['computesIn'] = {
  float16: 'float32',
  bfloat16: 'float32',
  float64: 'float32',
};

/**
 * Σ t · −log(softmax(x)) over the last axis: of narrow dtypes its kernel computes in float32 and rounds once
 * (TensorFlow 2.21).
 */
export function softmaxCrossEntropyOf(t: Expr, x: Expr, dtype: Arithmetic): Expr {
  const narrow = dtype === 'float16' || dtype === 'bfloat16';
  const cost = t.mul(logSoftmax(x, -1)).sum(-1).neg();
  return narrow ? cost.fused('softmax_cross_entropy_with_logits', [t, x], '', 'wide') : cost;
}

/**
 * log(softmax(x)) in the kernel of class indices: that of float16 computes in float32, that of bfloat16
 * rounds every operation and adds up one by one.
 */
export function sparseLogSoftmax(x: Expr, dtype: Arithmetic): Expr {
  if (dtype !== 'bfloat16') return logSoftmax(x, -1, undefined, dtype === 'float16' && 'wide');
  const shifted = x.sub(x.max(-1, { keepDims: true }));
  const sum = shifted.exp().cumsum(-1).slice(-1, -1);
  return shifted.sub(sum.log()).as('log_softmax', [x], 'axis=-1');
}
