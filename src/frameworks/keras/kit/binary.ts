/** Binary cross-entropy of each element, which plain and focal losses share. */
import { constant, type Expr } from '../../../expr/node.js';
import { sigmoidCrossEntropy } from '../../math.js';
import type { ScoreInputs } from '../define-loss.js';
import { clipProbabilities, EPSILON } from '../numbers.js';

type Where = Pick<ScoreInputs, 'version' | 'backend' | 'mode'>;

export function binaryElements(t: Expr, x: Expr, fromLogits: boolean, where: Where): Expr {
  return fromLogits ? ofLogits(t, x, where) : ofProbabilities(t, x, where);
}

/** The same number in three ways, which part where a logit is infinite. */
function ofLogits(t: Expr, z: Expr, { backend }: Where): Expr {
  const complement = constant(1).sub(t);
  if (backend === 'jax')
    return t
      .neg()
      .mul(logSigmoid(z))
      .sub(complement.mul(logSigmoid(z.neg())));
  if (backend === 'torch') return complement.mul(z).sub(logSigmoid(z));
  return sigmoidCrossEntropy(t, z);
}

/** log(sigmoid(x)) without overflow. */
function logSigmoid(x: Expr): Expr {
  return x.minimum(0).sub(x.abs().neg().exp().log1p()).as('log_sigmoid', [x]);
}

/** Three eras, three places for epsilon (semantics: keras.md, B). */
function ofProbabilities(t: Expr, p: Expr, { version, backend, mode }: Where): Expr {
  const torch = backend === 'torch';
  const checked = (x: Expr, what: string) =>
    torch ? x.within(0, 1, what, 'torch.nn.functional.binary_cross_entropy') : x;
  const c = checked(clipProbabilities(p), 'y_pred');
  if (!version.atLeast('2.3')) {
    // Back to logits first (keras 2.2.4, backend/tensorflow_backend.py).
    return sigmoidCrossEntropy(t, c.div(constant(1).sub(c)).log());
  }
  const complement = constant(1).sub(t);
  if (version.atLeast('3.0')) {
    if (!torch)
      return t
        .mul(c.log())
        .add(complement.mul(constant(1).sub(c).log()))
        .neg();
    // torch's kernel keeps logarithms above −100, which matters where float16 rounds the clip away.
    const target = checked(t, 'y_true');
    const ofOne = target.mul(c.log().maximum(-100));
    return target.sub(1).mul(c.neg().log1p().maximum(-100)).sub(ofOne);
  }
  // Epsilon once more inside the logarithm; TensorFlow's graph optimiser turns 1 − c + ε into (1 + ε) − c.
  const inverse =
    mode === 'graph' ? constant(1 + 1e-7, '(1 + 1e-07)').sub(c) : constant(1).sub(c).add(EPSILON);
  return t.mul(c.add(EPSILON).log()).add(complement.mul(inverse.log())).neg();
}
