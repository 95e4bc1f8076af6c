import { constant, type Expr } from '../../../expr/node.js';
import { sigmoidCrossEntropy, smoothLabels } from '../../math.js';
import { CROSSENTROPY, defineLoss, type ScoreInputs, sumOrder } from '../define-loss.js';
import { CLIP, clipProbabilities, EPSILON } from '../numbers.js';

type Inputs = ScoreInputs<typeof CROSSENTROPY>;

export const binaryCrossentropy = defineLoss({
  name: 'binary_crossentropy',
  family: 'binary-crossentropy',
  versions: '2.0-',
  names: { binary_crossentropy: '2.0-', bce: '2.4-', BCE: '2.4-', BinaryCrossentropy: '2.3-' },
  params: CROSSENTROPY,
  // Keras 2.0 – 2.2 go back to logits, whose kernel compares the shapes.
  sameShape: ({ version, params }) => version.atLeast('3.0') || params.from_logits || !version.atLeast('2.3'),
  targets: 'binary',
  predictions: 'probability',
  clip: CLIP,
  recoversLogits: true,
  integers: 'refuses',
  score(inputs) {
    const { yTrue, yPred, params, trace } = inputs;
    const a = params.label_smoothing;
    const t = smoothLabels(yTrue, a, constant(0.5 * a), trace);
    const elements = params.from_logits ? ofLogits(t, yPred, inputs) : ofProbabilities(t, yPred, inputs);
    return elements.mean(params.axis, { order: sumOrder(inputs.backend, elements, params.axis) });
  },
});

/** The same number in three ways, which part where a logit is infinite. */
function ofLogits(t: Expr, z: Expr, { backend }: Inputs): Expr {
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
function ofProbabilities(t: Expr, p: Expr, { version, backend, mode }: Inputs): Expr {
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
