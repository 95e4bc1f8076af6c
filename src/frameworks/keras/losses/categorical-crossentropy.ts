import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import { defineLoss, FROM_LOGITS, LABEL_SMOOTHING, type ScoreInputs } from '../define-loss.js';
import { clipProbabilities, logSoftmax, smoothLabels } from '../numbers.js';

export const categoricalCrossentropy = defineLoss({
  name: 'categorical_crossentropy',
  className: 'CategoricalCrossentropy',
  versions: '2.0-',
  names: { categorical_crossentropy: '2.0-', CategoricalCrossentropy: '2.3-' },
  params: {
    from_logits: FROM_LOGITS,
    label_smoothing: LABEL_SMOOTHING,
    axis: { type: 'integer', default: -1, versions: '2.4-' },
  },
  sameShape: '2.3-',
  refusesUnitAxis: '2.0-2.3',
  targets: 'distribution',
  predictions: 'distribution',
  recoversLogits: true,
  integers: 'refuses',
  prepare: (inputs) => ({ yTrue: inputs.yTrue, yPred: ofRows(inputs) }),
  score(inputs) {
    const { yTrue, yPred, params, trace } = inputs;
    const { axis, label_smoothing: a } = params;
    const t = smoothLabels(yTrue, a, constant(a).div(classes(inputs)), trace);
    return t.mul(yPred).sum(axis).neg();
  },
});

/** The logarithms of the probabilities of each row, before the targets come in. */
function ofRows({ yPred, params, version, backend }: ScoreInputs): Expr {
  const { axis } = params;
  if (params.from_logits) {
    // TensorFlow's kernel moves another axis to the end, which fails for one that is counted from there.
    if (axis < -1 && backend === 'tensorflow' && version.atLeast('2.4'))
      throw new LossauditError(
        'bad-param',
        { name: 'axis', value: String(axis), wanted: AXES },
        { where: 'params.axis' },
      );
    return logSoftmax(yPred, axis);
  }
  // Rows that do not add up to 1 are divided by their sum, in every era.
  return clipProbabilities(yPred.div(yPred.sum(axis, { keepDims: true }))).log();
}
const AXES = '-1 or an axis counted from the front: TensorFlow fails on others with logits';

/** The number of classes that label smoothing divides by: which axis it reads differs (keras.md, B). */
function classes({ yTrue, params, version }: ScoreInputs): number {
  const axis = version.atLeast('3.0') || !version.atLeast('2.14') ? (version.atLeast('2.4') ? -1 : 1) : params.axis;
  return yTrue.shape.at(axis) ?? 1;
}
