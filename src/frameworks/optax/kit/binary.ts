/** Binary cross-entropy of logits as optax writes it: an infinite logit of the right label is NaN, 0 · ∞. */
import { constant, type Expr } from '../../../expr/node.js';
import { logSigmoid } from '../../math.js';

export function binaryCrossEntropy(x: Expr, y: Expr): Expr {
  return y
    .neg()
    .mul(logSigmoid(x, false))
    .sub(constant(1).sub(y).mul(logSigmoid(x.neg(), false)));
}
