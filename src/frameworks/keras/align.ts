/** How each Keras era brings y_true and y_pred of different ranks together, before the loss function sees them. */
import { LossauditError } from '../../errors.js';
import { broadcastShapes, type Expr, sameShape } from '../../expr/node.js';
import { shapeText } from '../../tensor/ndarray.js';
import type { Tracer } from '../tracer.js';
import type { Version } from '../version.js';
import type { KerasLoss } from './define-loss.js';

interface Pair {
  readonly yTrue: Expr;
  readonly yPred: Expr;
}

/** `eager` is the loss called on tensors as they are; otherwise the arrays pass through fit. */
export function alignTargets(given: Pair, loss: KerasLoss, version: Version, mode: string, trace: Tracer): Pair {
  let pair = given;
  if (mode !== 'eager') pair = asFitDoes(pair, loss, version, trace);
  if (version.within('2.4-2.15')) pair = squeezeLonger(pair, trace);
  if (version.atLeast('3.0')) pair = squeezeOrExpand(pair, version, trace);
  if (loss.classIndices) return dropUnitAxis(pair, version, trace);
  return broadcastPair(pair, loss, version, trace);
}

/** A model's output has a batch axis and at least one unit axis; fit adds the same to targets of rank 1. */
function asFitDoes(given: Pair, loss: KerasLoss, version: Version, trace: Tracer): Pair {
  let { yTrue, yPred } = given;
  if (yPred.rank === 1) {
    yPred = trace.step(
      'y_pred unit axis',
      "a model's output has a unit axis: [N] is [N, 1]",
      yPred.expandDims(-1),
      'y_pred',
    );
    if (yTrue.rank === 1 && version.atLeast('3.0') && !loss.classIndices) yTrue = unitAxis(yTrue, trace);
  }
  const expandsTargets = !version.atLeast('3.0');
  if (expandsTargets && yTrue.rank === 1 && (yPred.rank === 2 || !version.atLeast('2.4')) && !loss.classIndices) {
    yTrue = unitAxis(yTrue, trace);
  }
  if (!version.atLeast('2.4')) requireOutputShape(yTrue, yPred, loss, version);
  return { yTrue, yPred };
}

function unitAxis(yTrue: Expr, trace: Tracer): Expr {
  return trace.step('y_true unit axis', 'fit expands targets of rank 1 to [N, 1]', yTrue.expandDims(-1), 'y_true');
}

/** Keras 2.0 – 2.3 check the targets of built-in losses against the model's output (engine/training_utils.py). */
function requireOutputShape(yTrue: Expr, yPred: Expr, loss: KerasLoss, version: Version): void {
  const wanted = loss.classIndices ? [...yPred.shape.slice(0, -1), 1] : [...yPred.shape];
  const asGiven = loss.classIndices && yTrue.rank === 1 ? [...yTrue.shape, 1] : yTrue.shape;
  if (sameShape(asGiven, wanted)) return;
  throw new LossauditError(
    'targets-refused',
    {
      framework: `Keras ${version.text}`,
      shape: shapeText(yTrue.shape),
      wanted: shapeText(wanted),
      reason: 'fit raises a ValueError',
    },
    { where: 'y_true' },
  );
}

/** Keras 2.4 – 2.15: of two ranks that differ by one, a last axis of length 1 is dropped from the longer. */
function squeezeLonger({ yTrue, yPred }: Pair, trace: Tracer): Pair {
  if (yPred.rank - yTrue.rank === 1 && yPred.shape.at(-1) === 1) {
    return {
      yTrue,
      yPred: trace.step(
        'squeeze y_pred',
        'the last axis of length 1 is dropped to match y_true',
        yPred.squeeze(-1),
        'y_pred',
      ),
    };
  }
  if (yTrue.rank - yPred.rank === 1 && yTrue.shape.at(-1) === 1) {
    return {
      yTrue: trace.step(
        'squeeze y_true',
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
        : trace.step('align y_true', `${shapeText(yTrue.shape)} against y_pred ${shapeText(yPred.shape)}`, t, 'y_true'),
    yPred:
      p === yPred
        ? p
        : trace.step('align y_pred', `${shapeText(yPred.shape)} against y_true ${shapeText(yTrue.shape)}`, p, 'y_pred'),
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
function dropUnitAxis({ yTrue, yPred }: Pair, version: Version, trace: Tracer): Pair {
  let labels = yTrue;
  if (yTrue.rank === yPred.rank && yTrue.shape.at(-1) === 1) {
    labels = trace.step(
      'squeeze y_true',
      'class indices have no class axis: the last axis of length 1 is dropped',
      yTrue.squeeze(-1),
      'y_true',
    );
  }
  if (yPred.rank < 1 || !sameShape(labels.shape, yPred.shape.slice(0, -1))) {
    const wanted = shapeText(yPred.shape.slice(0, -1));
    const data = {
      framework: `Keras ${version.text}`,
      shape: shapeText(yTrue.shape),
      wanted,
      reason: 'one class index for each row of y_pred',
    };
    throw new LossauditError('targets-refused', data, { where: 'y_true' });
  }
  return { yTrue: labels, yPred };
}

/** What is left is NumPy broadcasting, which is shown, or refused where the version compares the shapes. */
function broadcastPair({ yTrue, yPred }: Pair, loss: KerasLoss, version: Version, trace: Tracer): Pair {
  if (sameShape(yTrue.shape, yPred.shape)) return { yTrue, yPred };
  const shape = broadcastShapes([yTrue.shape, yPred.shape]);
  if (!shape || (loss.sameShape && version.within(loss.sameShape))) {
    const reason = shape ? `${loss.name} compares the shapes` : 'the shapes do not broadcast';
    const data = {
      framework: `Keras ${version.text}`,
      shape: shapeText(yTrue.shape),
      wanted: shapeText(yPred.shape),
      reason,
    };
    throw new LossauditError('targets-refused', data, { where: 'y_true' });
  }
  const stretched = (x: Expr, name: string, other: Expr): Expr => {
    if (sameShape(x.shape, shape)) return x;
    const byRow = x.rank === shape.length ? x.byRow : false;
    const why = `${name} ${shapeText(x.shape)} is stretched over ${shapeText(other.shape)}`;
    return trace.step(`broadcast ${name}`, why, x.broadcastTo(shape, byRow), name);
  };
  return { yTrue: stretched(yTrue, 'y_true', yPred), yPred: stretched(yPred, 'y_pred', yTrue) };
}
