/**
 * How each Keras era brings y_true and y_pred of different ranks together, before the loss function sees
 * them.
 */
import { LossauditError } from '../../errors.js';
import type { Expr } from '../../expr/node.js';
import { broadcastShapes, sameShape } from '../../expr/shapes.js';
import { shapeText, sizeOf } from '../../tensor/ndarray.js';
import type { Version } from '../../text/version.js';
import { broadcastPair, type Pair } from '../align.js';
import type { Tracer } from '../tracer.js';
import type { ClassIndexParams, KerasLoss, ScoreInputs } from './define-loss.js';
import { targetsRefused } from './kit/refused.js';

/**
 * What passes through fit has a unit axis; a loss that is called on tensors (`eager`) takes them as they are.
 */
export function feed(inputs: ScoreInputs, loss: KerasLoss): Pair {
  return inputs.mode === 'eager' ? inputs : asFitDoes(inputs, loss, inputs.version, inputs.trace);
}

/**
 * Ranks that differ by one. An array that is left as it is stays the same expression.
 * @param metric it is a metric, which Keras 2.3 aligns like later versions
 */
export function alignRanks(pair: Pair, version: Version, trace: Tracer, metric = false): Pair {
  if (version.within(metric ? '2.3-2.15' : '2.4-2.15')) return squeezeLonger(pair, trace);
  return version.atLeast('3.0') ? squeezeOrExpand(pair, version, trace) : pair;
}

/** Arrays of one rank come to one shape. @param inputs after alignRanks */
export function alignShapes(inputs: ScoreInputs, loss: KerasLoss): Pair {
  if (loss.classIndices) return dropUnitAxis(inputs);
  requireSameShape(inputs, loss);
  return broadcastPair(loss.prepare?.(inputs) ?? inputs, inputs.trace);
}

/** A model's output has a batch axis and at least one unit axis; fit adds the same to targets of rank 1. */
function asFitDoes(given: Pair, loss: KerasLoss, version: Version, trace: Tracer): Pair {
  let { yTrue, yPred } = given;
  if (yPred.rank === 1) {
    yPred = trace.step(
      'y-pred-unit-axis',
      "a model's output has a unit axis: [N] is [N, 1]",
      yPred.expandDims(-1),
      'y_pred',
    );
    if (yTrue.rank === 1 && version.atLeast('3.0') && !loss.classIndices) yTrue = unitAxis(yTrue, trace);
  }
  const expandsTargets = !version.atLeast('3.0');
  // Class indices lose the axis again, which shows only where y_pred has one class and would lose its own.
  const loses = loss.classIndices && (!version.atLeast('2.4') || yPred.shape.at(-1) !== 1);
  if (expandsTargets && yTrue.rank === 1 && (yPred.rank === 2 || !version.atLeast('2.4')) && !loses) {
    yTrue = unitAxis(yTrue, trace);
  }
  if (!version.atLeast('2.4')) requireOutputShape(yTrue, yPred, loss, version);
  return { yTrue, yPred };
}

function unitAxis(yTrue: Expr, trace: Tracer): Expr {
  return trace.step(
    'y-true-unit-axis',
    'fit expands targets of rank 1 to [N, 1]',
    yTrue.expandDims(-1),
    'y_true',
  );
}

/**
 * Keras 2.0 – 2.3 check the targets of built-in losses against the model's output (engine/training_utils.py).
 */
function requireOutputShape(yTrue: Expr, yPred: Expr, loss: KerasLoss, version: Version): void {
  if (loss.refusesUnitAxis && version.within(loss.refusesUnitAxis) && yTrue.shape.at(-1) === 1)
    throw targetsRefused(yTrue, yPred.shape, version, 'fit wants one-hot rows and raises a ValueError');
  const wanted = loss.classIndices ? [...yPred.shape.slice(0, -1), 1] : [...yPred.shape];
  const asGiven = loss.classIndices && yTrue.rank === 1 ? [...yTrue.shape, 1] : yTrue.shape;
  if (sameShape(asGiven, wanted)) return;
  throw targetsRefused(yTrue, wanted, version, 'fit raises a ValueError');
}

/** Keras 2.4 – 2.15: of two ranks that differ by one, a last axis of length 1 is dropped from the longer. */
function squeezeLonger({ yTrue, yPred }: Pair, trace: Tracer): Pair {
  if (yPred.rank - yTrue.rank === 1 && yPred.shape.at(-1) === 1) {
    return {
      yTrue,
      yPred: trace.step(
        'squeeze-y-pred',
        'the last axis of length 1 is dropped to match y_true',
        yPred.squeeze(-1),
        'y_pred',
      ),
    };
  }
  if (yTrue.rank - yPred.rank === 1 && yTrue.shape.at(-1) === 1) {
    return {
      yTrue: trace.step(
        'squeeze-y-true',
        'the last axis of length 1 is dropped to match y_pred',
        yTrue.squeeze(-1),
        'y_true',
      ),
      yPred,
    };
  }
  return { yTrue, yPred };
}

/** Keras 3 (losses/loss.py, squeeze_or_expand_to_same_rank); before 3.0.5 rank 1 was not expanded. */
function squeezeOrExpand({ yTrue, yPred }: Pair, version: Version, trace: Tracer): Pair {
  const [t, p] = sameRank(yTrue, yPred, version);
  return {
    yTrue:
      t === yTrue
        ? t
        : trace.step(
            'align-y-true',
            `${shapeText(yTrue.shape)} against y_pred ${shapeText(yPred.shape)}`,
            t,
            'y_true',
          ),
    yPred:
      p === yPred
        ? p
        : trace.step(
            'align-y-pred',
            `${shapeText(yPred.shape)} against y_true ${shapeText(yTrue.shape)}`,
            p,
            'y_pred',
          ),
  };
}

/** The rule itself: only ranks that differ by one, and only where the longer ends in 1. */
export function sameRank(a: Expr, b: Expr, version: Version): [Expr, Expr] {
  const expand = version.atLeast('3.0.5');
  if (a.rank === b.rank + 1 && a.shape.at(-1) === 1)
    return b.rank === 1 && expand ? [a, b.expandDims(-1)] : [a.squeeze(-1), b];
  if (b.rank === a.rank + 1 && b.shape.at(-1) === 1)
    return a.rank === 1 && expand ? [a.expandDims(-1), b] : [a, b.squeeze(-1)];
  return [a, b];
}

/** Class indices are used without a class axis: [N, 1] is [N]. */
function dropUnitAxis({ yTrue, yPred, params: given, version, backend, trace }: ScoreInputs): Pair {
  const params = given as unknown as ClassIndexParams;
  const { axis } = params;
  // torch leaves the class axis out wherever it is, and from 3.15 on drops a unit axis there.
  const anywhere = backend === 'torch' && version.atLeast('3.10');
  const unit = anywhere && version.atLeast('3.15') ? axis : -1;
  let labels = yTrue;
  if (yTrue.rank === yPred.rank && yTrue.shape.at(unit) === 1) {
    // The mask of ignore_class kept the axis that the targets lose, which only a single label's broadcasts.
    if (params.ignore_class !== null && version.within('3.0-3.3') && yTrue.size !== 1)
      throw targetsRefused(
        yTrue,
        yPred.shape.slice(0, -1),
        version,
        'ignore_class needs targets without the last axis',
      );
    labels = trace.step(
      'squeeze-y-true',
      'class indices have no class axis: the last axis of length 1 is dropped',
      yTrue.squeeze(unit),
      'y_true',
    );
  }
  if (!version.atLeast('3.0') && axis !== -1 && axis !== yPred.rank - 1) {
    // A metric of Keras 2 takes others.
    const data = { name: 'axis', value: String(axis), wanted: '-1' };
    throw new LossauditError('bad-param', data, { where: 'params.axis' });
  }
  if (!version.atLeast('3.0'))
    return { yTrue: flattened(labels, { yTrue, yPred, params, version, trace }), yPred };
  const at = axis < 0 ? yPred.rank + axis : axis;
  const fromEnd = axis < -1 && backend === 'torch' && !version.atLeast('3.14');
  if (fromEnd || (backend === 'tensorflow' && at !== yPred.rank - 1)) {
    const wanted = fromEnd
      ? '-1 or an axis counted from the front'
      : '-1: the TensorFlow backend has no other';
    const data = { name: 'axis', value: String(axis), wanted };
    throw new LossauditError('bad-param', data, { where: 'params.axis' });
  }
  const withoutClasses = yPred.shape.filter((_, i) => i !== at);
  const wanted = anywhere ? withoutClasses : yPred.shape.slice(0, -1);
  const fits = sameShape(labels.shape, wanted) && sameShape(labels.shape, withoutClasses);
  if (yPred.rank < 1 || !fits)
    throw targetsRefused(yTrue, wanted, version, 'one class index for each row of y_pred');
  // Until 3.14 the mask is laid along the last axis, whichever holds the classes.
  const masksRows = params.ignore_class !== null && at !== yPred.rank - 1 && !version.atLeast('3.15');
  if (masksRows && !sameShape(labels.shape, yPred.shape.slice(0, -1)))
    throw targetsRefused(yTrue, wanted, version, 'ignore_class masks rows of the last axis');
  return { yTrue: labels, yPred };
}

/**
 * Keras 2 flattens labels of another rank, and up to 2.3 all: they need the number of y_pred's rows, not the
 * shape.
 */
function flattened(labels: Expr, { yTrue, yPred, params, version, trace }: Flattening): Expr {
  const wanted = yPred.shape.slice(0, -1);
  if (params.ignore_class !== null && yPred.rank < 2)
    throw targetsRefused(yTrue, wanted, version, 'ignore_class needs rows of classes');
  if (sameShape(labels.shape, wanted)) return labels;
  const flattens = !version.atLeast('2.4') || yTrue.rank !== yPred.rank - 1;
  if (yPred.rank < 1 || !flattens || labels.size !== sizeOf(wanted))
    throw targetsRefused(yTrue, wanted, version, 'one class index for each row of y_pred');
  return trace.step('reshape-y-true', 'class indices are flattened', labels.reshape(wanted), 'y_true');
}

interface Flattening extends Pick<ScoreInputs, 'yTrue' | 'yPred' | 'version' | 'trace'> {
  readonly params: ClassIndexParams;
}

/** Refused are shapes that do not broadcast, and others too where the loss compares them. */
function requireSameShape(inputs: ScoreInputs, loss: KerasLoss): void {
  const { yTrue, yPred, version } = inputs;
  if (sameShape(yTrue.shape, yPred.shape)) return;
  const { sameShape: rule } = loss;
  const compares = typeof rule === 'function' ? rule(inputs) : rule !== undefined && version.within(rule);
  const broadcasts = broadcastShapes([yTrue.shape, yPred.shape]) !== undefined;
  if (broadcasts && !compares) return;
  const reason = broadcasts ? `${loss.name} compares the shapes` : 'the shapes do not broadcast';
  throw targetsRefused(yTrue, yPred.shape, version, reason);
}
