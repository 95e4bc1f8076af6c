/** Binary cross-entropy of logits as optax writes it: an infinite logit of the right label is NaN, 0 · ∞. */
import { constant, type Expr } from '../../expr/node.js';

export function binaryCrossEntropy(x: Expr, y: Expr): Expr {
  return y
    .neg()
    .mul(logSigmoid(x))
    .sub(constant(1).sub(y).mul(logSigmoid(x.neg())));
}

/** log(sigmoid(x)) without overflow. */
export function logSigmoid(x: Expr): Expr {
  return x.minimum(0).sub(x.abs().neg().exp().log1p()).as('log_sigmoid', [x]);
}
