/**
 * What each element costs in tf.compat.v1.losses (ops/losses/losses_impl.py) and in tf.losses of
 * TensorFlow.js (tfjs-core, ops/losses), which took its formulas over.
 */
import type { SumOrder } from '../expr/kinds.js';
import { constant, type Expr } from '../expr/node.js';
import { type Pair, requireAxis } from './align.js';
import type { LossDeclaration, Method } from './define-loss.js';
import type { Params, ValuesOf } from './param.js';
import type { Slots } from './slots.js';
import type { Tracer } from './tracer.js';

interface ScoreInputs<P extends Params = Params> extends Pair {
  readonly params: ValuesOf<P>;
  readonly trace: Tracer;
}

/** A loss whose scores are weighted and reduced as all of them are (`computeWeightedLoss`). */
export interface WeightedLoss<P extends Params = Params> extends LossDeclaration {
  readonly params: P;
  /** How many of the axes of y_pred the scores lack: 1 where classes are added up. */
  readonly drops?: number;
  readonly score: Method<[ScoreInputs<P>], Expr>;
}

export function defineWeightedLoss<P extends Params>(loss: WeightedLoss<P>): WeightedLoss<P> {
  return loss;
}

/** Targets and predictions by the names of the function's arguments. */
export function argumentsNamed(labels: string, predictions: string, exact = false): Slots {
  return { y_true: { aliases: [labels], exact }, y_pred: { aliases: [predictions] } };
}

/** q²/2 + δ(e − q), q = min(e, δ): where δ is below 0 it is no Huber loss, and is computed all the same. */
export function huberByMinimum(y: Expr, p: Expr, delta: number): Expr {
  const error = p.sub(y).abs();
  const quadratic = error.minimum(constant(delta));
  const linear = error.sub(quadratic);
  return constant(0.5).mul(quadratic.square()).add(constant(delta).mul(linear));
}

/** ε is added, nothing is clipped: p = 1 costs a little less than 0, p beyond 1 + ε is not a number. */
export function logLossPlusEpsilon(y: Expr, p: Expr, epsilon: number): Expr {
  const ofOne = y.mul(p.add(constant(epsilon)).log()).neg();
  const inverse = constant(1).sub(p).add(constant(epsilon)).log();
  return ofOne.sub(constant(1).sub(y).mul(inverse));
}

/** Labels of 0 and 1 become −1 and 1; those that were −1 become −3. */
export function hingeOfBits(y: Expr, p: Expr): Expr {
  const sign = constant(2).mul(y).sub(1);
  return constant(1).sub(sign.mul(p)).maximum(0);
}

/**
 * 1 − Σ y·p over the axis, which stays with length 1: nothing is normalised.
 * @param axis all axes if null
 * @throws LossauditError `bad-param`
 */
export function cosineDistanceOf(y: Expr, p: Expr, axis: number | null, order?: SumOrder): Expr {
  const over = axis === null ? undefined : requireAxis(p, axis, 'axis');
  return constant(1).sub(y.mul(p).sum(over, { keepDims: true, order }));
}
