/** What losses of tf.compat.v1.losses share. */
import type { Expr } from '../../expr/node.js';
import type { Arithmetic } from '../../tensor/ndarray.js';
import type { LossDeclaration } from '../define-loss.js';
import { logSoftmax as shared } from '../math.js';

/** Most cast labels and predictions to float32; the crossentropies of logits and computed losses do not. */
export const FLOAT32: LossDeclaration['computesIn'] = {
  float16: 'float32',
  bfloat16: 'float32',
  float64: 'float32',
};

/** The kernel of float16 computes in float32, that of bfloat16 rounds every operation (TensorFlow 2.21). */
export function logSoftmax(x: Expr, dtype: Arithmetic): Expr {
  return shared(x, -1, undefined, dtype === 'float16' && 'wide');
}
