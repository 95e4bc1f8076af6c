import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import { broadcastShapes } from '../../../expr/shapes.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { smoothLabels, softmax } from '../../math.js';
import { array, either, number, type Param } from '../../param.js';
import { CROSSENTROPY, defineLoss, type ScoreInputs, sumOrder } from '../define-loss.js';
import { CLIP, clipProbabilities } from '../numbers.js';

const EITHER = either(number(0.25), array('a number for each class'));
/** One weight for all classes, a list of them, or what else broadcasts against the elements. */
const ALPHA: Param<number | Expr> = {
  ...EITHER,
  default: 0.25,
  fits: (value) => value !== null && EITHER.fits(value),
};
const params = {
  ...CROSSENTROPY,
  alpha: ALPHA,
  gamma: number(2),
};
type Inputs = ScoreInputs<typeof params>;

export const categoricalFocalCrossentropy = defineLoss({
  name: 'categorical_focal_crossentropy',
  family: 'categorical-focal-crossentropy',
  versions: '2.13-',
  names: { categorical_focal_crossentropy: '2.13-', CategoricalFocalCrossentropy: '2.13-' },
  params,
  sameShape: '2.13-2.15',
  targets: 'distribution',
  predictions: 'distribution',
  clip: CLIP,
  // Keras 3 does not look for logits here (keras 3.15.1, losses/losses.py).
  recoversLogits: '2.13-2.15',
  integers: 'refuses',
  prepare({ yTrue, yPred, params: { from_logits, axis }, backend }) {
    const p = from_logits ? softmax(yPred, axis) : yPred;
    const sum = p.sum(axis, { keepDims: true, order: sumOrder(backend, p, axis) });
    return { yTrue, yPred: clipProbabilities(p.div(sum)) };
  },
  score(inputs) {
    const { yTrue, yPred, params, trace, backend } = inputs;
    const { axis, label_smoothing: a, gamma } = params;
    const t = smoothLabels(yTrue, a, constant(a).div(yTrue.shape.at(-1) ?? 1), trace);
    const crossEntropy = t.neg().mul(yPred.log());
    const factor = constant(1).sub(yPred).pow(constant(gamma)).mul(alphaOf(inputs));
    const elements = factor.mul(crossEntropy);
    return elements.sum(axis, { order: sumOrder(backend, elements, axis) });
  },
});

/** A list is laid along the last axis, whichever holds the classes. @throws LossauditError `bad-param` */
function alphaOf({ params: { alpha }, yPred }: Inputs): Expr {
  if (typeof alpha === 'number') return constant(alpha);
  if (broadcastShapes([alpha.shape, yPred.shape])) return alpha;
  const wanted = `a list with a number for each class: ${yPred.shape.at(-1) ?? 1}`;
  const data = { name: 'alpha', value: `an array of shape ${shapeText(alpha.shape)}`, wanted };
  throw new LossauditError('bad-param', data, { where: 'params.alpha' });
}
