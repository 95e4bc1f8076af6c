/** A loss of optax: a function of arrays that gives an array. What becomes of that, the caller says. */
import type { Expr } from '../../expr/node.js';
import type { Arithmetic, Dtype } from '../../tensor/ndarray.js';
import type { Version } from '../../text/version.js';
import type { LossDeclaration, Method } from '../define-loss.js';
import type { Params, ValuesOf } from '../param.js';
import type { Slots } from '../slots.js';
import type { Tracer } from '../tracer.js';

export interface OptaxInputs<P extends Params = Params> {
  readonly yPred: Expr;
  /** Left out where targets are optional. */
  readonly yTrue?: Expr;
  readonly arrays: Readonly<Record<string, Expr>>;
  readonly dtypes: Readonly<Record<string, Dtype>>;
  /** The loss' own `where`, 0 or 1. */
  readonly where?: Expr;
  /** The loss' own weights. */
  readonly weights?: Expr;
  readonly params: ValuesOf<P>;
  /** What is computed in. */
  readonly dtype: Arithmetic;
  readonly version: Version;
  readonly trace: Tracer;
  /** `optax 0.2.8`, who refuses. */
  readonly title: string;
}

/** What a loss gives that reduces by itself. */
interface Own {
  readonly score: Expr;
  /** Its number, of the score as a step. */
  value(score: Expr): Expr;
}

export interface OptaxLoss<P extends Params = Params> extends LossDeclaration {
  readonly params: P;
  /** Its file in optax/losses; _classification by default. */
  readonly source?: string;
  /** Named as an argument, though its slot says it. */
  readonly accepts?: Params;
  /** Takes `mask` as its `where`, and `sample_weight` as its weights, in any case. */
  readonly ownWeights?: true;
  readonly score: Method<[OptaxInputs<P>], Expr | Own>;
}

export function defineLoss<P extends Params>(loss: OptaxLoss<P>): OptaxLoss<P> {
  return loss;
}

/**
 * Targets and predictions under the names of the function's arguments.
 * @param how exact: class indices
 */
export function pair(
  predictions: string,
  targets: string,
  how: { readonly exact?: true; readonly optional?: true } = {},
): Slots {
  return { y_pred: { aliases: [predictions] }, y_true: { aliases: [targets], ...how } };
}
