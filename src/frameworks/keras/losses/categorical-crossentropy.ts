import { constant } from '../../../expr/node.js';
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
  sameShape: '2.4-',
  targets: 'distribution',
  predictions: 'distribution',
  activation: 'softmax',
  score(inputs) {
    const { yTrue, yPred, params, trace } = inputs;
    const { axis, label_smoothing: a } = params;
    const t = smoothLabels(yTrue, a, constant(a).div(classes(inputs)), trace);
    if (params.from_logits) return t.mul(logSoftmax(yPred, axis)).sum(axis).neg();
    // Rows that do not add up to 1 are divided by their sum, in every era.
    const q = clipProbabilities(yPred.div(yPred.sum(axis, { keepDims: true })));
    return t.mul(q.log()).sum(axis).neg();
  },
});

/** The number of classes that label smoothing divides by: which axis it reads differs (keras.md, B). */
function classes({ yTrue, params, version }: ScoreInputs): number {
  const axis = version.atLeast('3.0') || !version.atLeast('2.14') ? (version.atLeast('2.4') ? -1 : 1) : params.axis;
  return yTrue.shape.at(axis) ?? 1;
}
