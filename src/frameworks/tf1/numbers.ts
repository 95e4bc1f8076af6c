/** What losses of tf.compat.v1.losses share. */
import type { LossDeclaration } from '../define-loss.js';

/** Most cast labels and predictions to float32; the crossentropies of logits and computed losses do not. */
export const FLOAT32: LossDeclaration['computesIn'] = {
  float16: 'float32',
  bfloat16: 'float32',
  float64: 'float32',
};
