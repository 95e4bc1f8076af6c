import { LossauditError } from '../../../errors.js';
import { constant } from '../../../expr/node.js';
import { sameShape } from '../../../expr/shapes.js';
import { sizeOf } from '../../../tensor/ndarray.js';
import { smoothLabels } from '../../math.js';
import { CROSSENTROPY, defineLoss, type ScoreInputs, smoothingOf, sumOrder } from '../define-loss.js';
import { CLIP, clipProbabilities, logSoftmax } from '../numbers.js';

type Inputs = ScoreInputs<typeof CROSSENTROPY>;

export const categoricalCrossentropy = defineLoss({
  name: 'categorical_crossentropy',
  family: 'categorical-crossentropy',
  versions: '2.0-',
  names: { categorical_crossentropy: '2.0-', CategoricalCrossentropy: '2.3-' },
  params: CROSSENTROPY,
  sameShape: ({ version, params, yTrue, yPred }) =>
    version.atLeast('2.3') || (params.from_logits && !kernelBroadcasts(yTrue.shape, yPred.shape)),
  refusesUnitAxis: '2.0-2.3',
  targets: 'distribution',
  predictions: 'distribution',
  clip: CLIP,
  recoversLogits: true,
  integers: 'refuses',
  // Rows that do not add up to 1 are divided by their sum, in every era, before the targets come in; the
  // kernel of logits broadcasts them.
  prepare({ yTrue, yPred, params: { from_logits, axis }, backend }) {
    const sum = yPred.sum(axis, { keepDims: true, order: sumOrder(backend, yPred, axis) });
    return { yTrue, yPred: from_logits ? yPred : clipProbabilities(yPred.div(sum)) };
  },
  score(inputs) {
    const { yTrue, yPred, params, trace } = inputs;
    const { axis } = params;
    const a = smoothingOf(inputs);
    const t = smoothLabels(yTrue, a, constant(a).div(classes(inputs)), trace);
    const logs = params.from_logits ? logSoftmax(yPred, kernelAxis(inputs), inputs.backend) : yPred.log();
    return t
      .mul(logs)
      .sum(axis, { order: sumOrder(inputs.backend, logs, axis) })
      .neg();
  },
});

/** The kernel of logits stretches rows or classes, but no rank: all axes before the last are one to it. */
function kernelBroadcasts(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  const [rowsOfA, rowsOfB] = [a.slice(0, -1), b.slice(0, -1)];
  return sameShape(rowsOfA, rowsOfB) || sizeOf(rowsOfA) === 1 || sizeOf(rowsOfB) === 1;
}

/**
 * TensorFlow's kernel of logits moves another axis to the end, which fails for one that is counted from
 * there.
 */
function kernelAxis({ params: { axis }, version, backend }: Inputs): number {
  if (axis >= -1 || backend !== 'tensorflow' || !version.atLeast('2.4')) return axis;
  const wanted = '-1 or an axis counted from the front: TensorFlow fails on others with logits';
  throw new LossauditError(
    'bad-param',
    { name: 'axis', value: String(axis), wanted },
    { where: 'params.axis' },
  );
}

/** The number of classes that label smoothing divides by: which axis it reads differs (keras.md, B). */
function classes({ yTrue, params, version }: Inputs): number {
  const axis =
    version.atLeast('3.0') || !version.atLeast('2.14') ? (version.atLeast('2.4') ? -1 : 1) : params.axis;
  return yTrue.shape.at(axis) ?? 1;
}
