import { constant, type Expr } from '../../../expr/node.js';
import { integer, optional } from '../../param.js';
import { axis, defineLoss, FROM_LOGITS, type ScoreInputs, sumOrder } from '../define-loss.js';
import { CLIP, clipProbabilities, logSoftmax } from '../numbers.js';

const params = {
  from_logits: FROM_LOGITS,
  ignore_class: optional(integer(0, { versions: '2.10-', role: 'ignored-label' })),
  axis: axis('3.10-'),
};
type Inputs = ScoreInputs<typeof params>;

export const sparseCategoricalCrossentropy = defineLoss({
  name: 'sparse_categorical_crossentropy',
  family: 'sparse-categorical-crossentropy',
  versions: '2.0-',
  names: { sparse_categorical_crossentropy: '2.0-', SparseCategoricalCrossentropy: '2.3-' },
  params,
  classIndices: true,
  targets: 'class-indices',
  predictions: 'distribution',
  clip: CLIP,
  recoversLogits: true,
  integers: 'refuses',
  score(inputs) {
    const { yTrue, params } = inputs;
    const labels = yTrue.trunc();
    const { ignore_class: ignored } = params;
    if (ignored === null) return crossEntropy(labels, inputs);
    const valid = labels.notEqual(constant(ignored));
    const score = crossEntropy(valid.where(labels, 0), {
      ...inputs,
      yPred: maskedPredictions(valid, inputs),
    });
    return { score: valid.where(score, 0), mask: valid };
  },
});

/**
 * Keras 3.10 – 3.14 multiply the predictions by the mask along the last axis, whichever axis holds the
 * classes. Along the last one only rows that are left out anyway change.
 */
function maskedPredictions(valid: Expr, { yPred, params: { axis }, version }: Inputs): Expr {
  if (axis === -1 || axis === yPred.rank - 1 || version.atLeast('3.15')) return yPred;
  return yPred.mul(valid.expandDims(-1));
}

function crossEntropy(labels: Expr, inputs: Inputs): Expr {
  const { yPred, params, version, backend } = inputs;
  const axis = params.axis;
  const logs = logProbabilities(inputs);
  const pick = (index: Expr): Expr => logs.take(index, axis, 'y_true').neg();
  const classes = yPred.shape.at(axis) ?? 1;
  if (backend === 'torch' && version.atLeast('3.14')) {
    // torch's own ignore_index.
    const counted = labels.notEqual(constant(-100));
    return counted.where(pick(counted.where(labels, 0)), 0);
  }
  if (backend === 'tensorflow') return pick(labels);
  // A product with a one-hot row: of an index that has none the loss is 0, and the row stays in the divisor.
  // torch's one_hot raises for an index above.
  const notNegative = constant(0).lessEqual(labels);
  const inside = backend === 'jax' ? notNegative.mul(labels.less(constant(classes))) : notNegative;
  const own = inside.where(pick(inside.where(labels, 0)), 0);
  // 0 · −∞ of another class is not a number.
  const others = logs.equal(Number.NEGATIVE_INFINITY).sum(axis).sub(own.equal(Number.POSITIVE_INFINITY));
  return others.equal(0).where(own, Number.NaN).as('one_hot_cross_entropy', [logs, labels]);
}

function logProbabilities({ yPred, params, backend }: Inputs): Expr {
  if (params.from_logits) return logSoftmax(yPred, params.axis, backend);
  // TensorFlow clips first and normalises by a softmax of the logarithms; torch and jax normalise, then clip.
  if (backend === 'tensorflow') return logSoftmax(clipProbabilities(yPred).log(), params.axis, backend);
  return clipProbabilities(
    yPred.div(yPred.sum(params.axis, { keepDims: true, order: sumOrder(backend, yPred, params.axis) })),
  ).log();
}
