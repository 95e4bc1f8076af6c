/**
 * Keras 2.3 – 2.15: Loss classes. The mask joins the weights, the weighted sum is divided by the number of
 * scores (keras 2.3.1, utils/losses_utils.py; keras 2.15, src/utils/losses_utils.py and
 * engine/compile_utils.py).
 */
import { LossauditError } from '../../errors.js';
import { constant, type Expr } from '../../expr/node.js';
import { broadcastShapes } from '../../expr/shapes.js';
import { shapeText } from '../../tensor/ndarray.js';
import { countedIn } from '../reduce.js';
import type { Tracer } from '../tracer.js';
import type { Reduced, ReduceInputs } from './policy.js';

export function reduceKeras2(inputs: ReduceInputs): Reduced {
  const { score, lossMask, version, trace, reduction } = inputs;
  const modern = version.atLeast('2.4');
  let weight = inputs.sampleWeight;
  // Which masks this version applies, and whether it divides by their share.
  const rescales = version.atLeast('2.11') || (version.atLeast('2.10') && lossMask !== undefined);
  const scaled = rescales && reduction !== 'sum' && reduction !== 'none';
  const seesMask = inputs.mode !== 'eager' || version.atLeast('2.11') || !modern;
  let mask = seesMask ? inputs.mask : undefined;
  if (lossMask && version.atLeast('2.10')) {
    if (mask && version.atLeast('2.11')) {
      mask = trace.step(
        'both-masks',
        'the mask of y_pred and that of ignore_class',
        mask.mul(lossMask),
        'mask',
      );
    } else if (mask) {
      // 2.10 rescales by ignore_class alone; the layer mask joins the weights.
      weight = weight ? joined(weight, mask, trace) : mask;
      mask = lossMask;
    } else mask = lossMask;
  }
  if (mask && scaled) {
    const valid = mask.sum(undefined, { counted: 'unmasked scores' });
    mask = trace.step(
      'mask-rescale',
      'scale the mask so that its mean is 1',
      mask.mul(constant(mask.size).div(valid)),
      'mask',
    );
  }
  if (mask) weight = weight ? joined(weight, mask, trace) : mask;
  let s = score;
  if (weight) {
    if (!modern && inputs.mode === 'eager') requireNoStretch(s, weight, version.text);
    const what = inputs.sampleWeight ? undefined : 'the mask';
    const fitted = fitWeights(weight, s, modern, what);
    if (fitted !== weight)
      weight = trace.step(
        'align-sample-weight',
        `${shapeText(weight.shape)} against scores ${shapeText(s.shape)}`,
        fitted,
        'sample_weight',
      );
    requireBroadcast(s, weight, version.text, what);
    const name = inputs.sampleWeight ? 'weight' : 'mask';
    const why = inputs.sampleWeight ? 'multiply by the sample weights' : 'multiply by the mask';
    s = trace.step(name, why, s.mul(weight));
  }
  const back = 'integer predictions: the result is cast back to an integer';
  if (inputs.integer && reduction === 'none') s = trace.step('to-integer', back, s.trunc());
  const value = reduceScores(s, reduction, trace, modern ? 'divide_no_nan' : 'divide');
  const cast = inputs.integer && reduction !== 'none';
  return { value: cast ? trace.step('to-integer', back, value.trunc(), 'loss') : value, perSample: s };
}

/** weights · mask, after bringing their ranks together by one axis. */
export function joined(weight: Expr, mask: Expr, trace: Tracer): Expr {
  const w = byOneAxis(weight, mask);
  if (!broadcastShapes([w.shape, mask.shape])) {
    throw new LossauditError(
      'weights-refused',
      { weights: shapeText(weight.shape), against: `the mask ${shapeText(mask.shape)}` },
      { where: 'sample_weight' },
    );
  }
  return trace.step('mask-and-weight', 'the mask joins the weights', w.mul(mask), 'sample_weight');
}

/** `squeeze_or_expand_dimensions`: one missing axis is added at the end, one too many is dropped there. */
export function byOneAxis(weight: Expr, to: Expr, what?: string): Expr {
  if (weight.rank === 0) return weight;
  if (to.rank - weight.rank === 1) return weight.expandDims(-1);
  if (weight.rank - to.rank === 1) {
    if (weight.shape.at(-1) !== 1) {
      throw new LossauditError(
        'weights-refused',
        { weights: shapeText(weight.shape), against: `scores ${shapeText(to.shape)}`, what },
        { where: what ? 'mask' : 'sample_weight' },
      );
    }
    return weight.squeeze(-1);
  }
  return weight;
}

/** 2.3 adds axes until the ranks match; later versions add one and leave the rest to broadcasting. */
export function fitWeights(weight: Expr, score: Expr, modern: boolean, what?: string): Expr {
  if (!modern && score.rank === 0 && weight.rank === 1) return weight;
  let w = byOneAxis(weight, score, what);
  if (!modern) while (w.rank > 0 && w.rank < score.rank) w = w.expandDims(-1);
  return w;
}

/**
 * Called on tensors, whose shapes are known, Keras 2.3 stretches the weights to the scores, never the scores
 * (`broadcast_weights`).
 */
export function requireNoStretch(score: Expr, weight: Expr, version: string): void {
  if (weight.rank === 0) return;
  const values = score.rank === 0 && weight.rank === 1 ? [1] : score.shape;
  const w =
    weight.rank - values.length === 1 && weight.shape.at(-1) === 1 ? weight.shape.slice(0, -1) : weight.shape;
  if (w.length <= values.length && w.every((n, i) => n === values[i] || n === 1)) return;
  throw weightsRefused(score, weight, version);
}

function weightsRefused(score: Expr, weight: Expr, version: string, what?: string): LossauditError {
  const data = {
    weights: shapeText(weight.shape),
    against: `scores ${shapeText(score.shape)}`,
    framework: `Keras ${version}`,
    what,
  };
  return new LossauditError('weights-refused', data, { where: what ? 'mask' : 'sample_weight' });
}

/** @param what how errors call the weights: they may be the mask alone */
export function requireBroadcast(score: Expr, weight: Expr, version: string, what?: string): void {
  if (broadcastShapes([score.shape, weight.shape])) return;
  throw weightsRefused(score, weight, version, what);
}

/** SUM_OVER_BATCH_SIZE counts every score, masked and zero-weighted ones too. */
export function reduceScores(
  s: Expr,
  reduction: string,
  trace: Tracer,
  division: 'divide' | 'divide_no_nan',
): Expr {
  if (reduction === 'sum') {
    return trace.step(
      'batch-sum',
      'add up all scores',
      s.sum(undefined, { counted: countedIn(s.rank) }),
      'loss',
    );
  }
  if (reduction === 'none') {
    return trace.step(
      'shown-mean',
      'nothing is reduced; the training loop shows the mean',
      s.mean(undefined, { counted: countedIn(s.rank) }),
      'loss',
    );
  }
  const counted = countedIn(s.rank);
  // divide_no_nan differs from a mean only for no rows at all.
  const mean =
    division === 'divide' || s.size > 0
      ? s.mean(undefined, { counted, apart: true })
      : s.sum(undefined, { counted }).divNoNan(s.size);
  return trace.step('batch-mean', 'divide by the number of scores', mean, 'loss');
}
