import { constant, type Expr } from '../../../expr/node.js';
import { smoothLabels } from '../../math.js';
import { flag, number } from '../../param.js';
import { CROSSENTROPY, defineLoss, type ScoreInputs, sumOrder } from '../define-loss.js';
import { binaryElements } from '../kit/binary.js';
import { CLIP } from '../numbers.js';

const params = {
  ...CROSSENTROPY,
  gamma: number(2, { versions: '2.8-', role: 'focusing' }),
  apply_class_balancing: flag(false, { versions: '2.10-', role: 'balances' }),
  alpha: number(0.25, { versions: '2.10-', role: 'balance' }),
};
type Inputs = ScoreInputs<typeof params>;

export const binaryFocalCrossentropy = defineLoss({
  name: 'binary_focal_crossentropy',
  family: 'binary-focal-crossentropy',
  versions: '2.8-',
  names: { binary_focal_crossentropy: '2.8-', BinaryFocalCrossentropy: '2.8-' },
  params,
  sameShape: ({ version, params }) => version.atLeast('3.0') || params.from_logits,
  targets: 'binary',
  predictions: 'probability',
  clip: CLIP,
  recoversLogits: true,
  integers: 'refuses',
  score(inputs) {
    const { yTrue, params, trace, backend } = inputs;
    const { label_smoothing: a, alpha, gamma, axis } = params;
    const t = smoothLabels(yTrue, a, constant(0.5 * a), trace);
    const focal = focalFactor(t, inputs).pow(constant(gamma)).mul(crossEntropy(t, inputs));
    const elements = params.apply_class_balancing ? balance(t, alpha).mul(focal) : focal;
    return elements.mean(axis, { order: sumOrder(backend, elements, axis) });
  },
});

/** 1 − the probability of the true class; that one is not clipped. */
function focalFactor(t: Expr, inputs: Inputs): Expr {
  const p = probabilities(inputs);
  const ofTrue = t.mul(p).add(constant(1).sub(t).mul(constant(1).sub(p)));
  return constant(1).sub(ofTrue);
}

function probabilities(inputs: Inputs): Expr {
  const { yPred, fromLogits } = givenOf(inputs);
  return fromLogits ? yPred.sigmoid() : yPred;
}

/**
 * Keras 3 takes the sigmoid of logits itself, and only its TensorFlow backend finds the logits behind it
 * again; torch and jax clip.
 */
function crossEntropy(t: Expr, inputs: Inputs): Expr {
  const { yPred, params, version, backend } = inputs;
  if (!params.from_logits || !version.atLeast('3.0'))
    return binaryElements(t, yPred, params.from_logits, inputs);
  if (backend !== 'tensorflow') return binaryElements(t, probabilities(inputs), false, inputs);
  const given = givenOf(inputs);
  return binaryElements(t, given.fromLogits ? given.yPred : yPred, true, inputs);
}

function givenOf({ given, yPred, params }: Inputs) {
  return given ?? { yPred, fromLogits: params.from_logits };
}

function balance(t: Expr, alpha: number): Expr {
  return t.mul(constant(alpha)).add(
    constant(1)
      .sub(t)
      .mul(constant(1 - alpha)),
  );
}
