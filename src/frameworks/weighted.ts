/**
 * `compute_weighted_loss` as tf.compat.v1.losses and tf.losses of TensorFlow.js have it: weights meet the
 * losses by broadcasting, and a mean counts weights, those that are not 0, or scores.
 */
import { LossauditError } from '../errors.js';
import type { SumOrder } from '../expr/kinds.js';
import { constant, type Expr } from '../expr/node.js';
import { broadcastShapes, sameShape } from '../expr/shapes.js';
import { shapeText } from '../tensor/ndarray.js';
import type { Objective, Shapes } from './framework.js';
import { countedIn, reduceTerms } from './reduce.js';
import type { RowAxes, Slots } from './slots.js';
import type { Tracer } from './tracer.js';

/** The default is the last of what both have; tf1 has SUM_OVER_BATCH_SIZE, too. */
export const WEIGHTED_REDUCTIONS = ['SUM_BY_NONZERO_WEIGHTS', 'MEAN', 'SUM', 'NONE'] as const;

/** The `weights` of the losses, a single number among them; a mask is weights of 0 and 1 here. */
export const WEIGHTS: Slots = {
  sample_weight: { optional: true, scalar: true, aliases: ['weights', 'mask'], along: 'elements' },
};

/**
 * Weights meet the losses from the last axis on: only those of the same rank have rows. Others are told apart
 * when they meet the losses, which they may even stretch.
 * @param rank that of the losses
 */
export function weightRows(
  rank: number,
  { y_pred: p = [], sample_weight: w }: Shapes,
  inBatches: boolean,
): RowAxes {
  // Single numbers have no rows.
  if (p.length === 0) return { y_true: undefined, y_pred: undefined, sample_weight: undefined };
  const stretches = w?.[0] === 1 || (!inBatches && w?.[0] !== p[0]);
  return { sample_weight: w?.length === rank && !stretches ? 0 : undefined };
}

export interface Weighing {
  readonly losses: Expr;
  readonly weights?: Expr;
  readonly trace: Tracer;
}

/** What the frameworks do differently. */
export interface WeightedRules {
  /** In which its kernel adds up all of an array. */
  readonly order?: SumOrder;
  /** a / b. */
  divide(a: Expr, b: Expr): Expr;
  /** Of MEAN, of the weighted losses. */
  mean(weighted: Expr, weighing: Weighing): Expr;
}

/** @throws LossauditError `weights-refused` where they do not broadcast */
export function computeWeightedLoss(
  weighing: Weighing,
  reduction: string,
  title: string,
  rules: WeightedRules,
): Objective {
  const { losses, weights } = weighing;
  if (weights && !broadcastShapes([losses.shape, weights.shape]))
    throw weightsRefused(title, losses, weights, 'Weights broadcast against the losses as in NumPy.');
  const weighted = weigh(weighing);
  return { value: reduced(weighted, weighing, reduction, rules), score: losses, perSample: weighted };
}

export function weigh({ losses, weights, trace }: Weighing): Expr {
  return weights ? trace.step('weight', 'multiply by the weights', losses.mul(weights)) : losses;
}

function reduced(weighted: Expr, weighing: Weighing, reduction: string, rules: WeightedRules): Expr {
  const { losses, weights, trace } = weighing;
  if (reduction === 'NONE') return reduceTerms({ terms: weighted }, 'none', trace);
  if (reduction === 'SUM')
    return trace.step('batch-sum', 'add up all scores', total(weighted, rules), 'loss');
  const step = (why: string, value: Expr) => trace.step('batch-mean', why, value, 'loss');
  if (reduction === 'MEAN')
    return step(
      weights ? 'divide by the sum of the weights' : 'divide by the number of scores',
      rules.mean(weighted, weighing),
    );
  if (reduction === 'SUM_OVER_BATCH_SIZE' || !weights)
    return step('divide by the number of scores', byCount(weighted, losses.size, rules));
  const counted = 'weights that are not 0';
  const nonzero = spread(weights, losses).notEqual(0).sum(undefined, { counted });
  return step(`divide by the number of ${counted}`, rules.divide(total(weighted, rules), nonzero));
}

/** Σ of all. */
export function total(weighted: Expr, { order }: Pick<WeightedRules, 'order'> = {}): Expr {
  return weighted.sum(undefined, { counted: countedIn(weighted.rank), order });
}

/** Σ of all over a count that shapes tell. */
export function byCount(weighted: Expr, count: number, rules: Omit<WeightedRules, 'mean'>): Expr {
  const { order } = rules;
  if (count > 0 && count === weighted.size)
    return weighted.mean(undefined, { counted: countedIn(weighted.rank), apart: true, order });
  return rules.divide(total(weighted, rules), constant(count));
}

/** The weights in the shape of the weighted losses. */
export function spread(weights: Expr, losses: Expr): Expr {
  const shape = broadcastShapes([weights.shape, losses.shape]) ?? weights.shape;
  return weights.broadcastTo(
    shape,
    weights.rank === shape.length && weights.shape[0] === shape[0] && weights.byRow,
  );
}

export function weightsRefused(title: string, losses: Expr, weights: Expr, hint: string): LossauditError {
  const data = {
    weights: shapeText(weights.shape),
    against: `losses of shape ${shapeText(losses.shape)}`,
    framework: title,
    hint,
  };
  return new LossauditError('weights-refused', data, { where: 'sample_weight' });
}

/** Labels and predictions are compared: nothing is broadcast. @throws LossauditError `targets-refused` */
export function requireSameShape(yTrue: Expr, yPred: Expr, framework: string, loss: string): void {
  if (sameShape(yTrue.shape, yPred.shape)) return;
  const data = {
    framework,
    shape: shapeText(yTrue.shape),
    wanted: shapeText(yPred.shape),
    reason: `${loss} compares the shapes`,
    hint: 'Give y_true the shape of y_pred; class indices become one-hot rows.',
  };
  throw new LossauditError('targets-refused', data, { where: 'y_true' });
}
