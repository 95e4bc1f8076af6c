/** The shape of every loss of TRL's trainers: what the model gave by token, and what becomes of it. */
import type { Expr } from '../../expr/node.js';
import type { LossDeclaration, Method } from '../define-loss.js';
import type { ObjectiveRequest } from '../framework.js';
import type { Params, ValuesOf } from '../param.js';

export interface TrlInputs<P extends Params = Params> extends Pick<ObjectiveRequest, 'arrays' | 'trace'> {
  readonly params: ValuesOf<P>;
  /** `TRL 1.16.0`, who refuses. */
  readonly title: string;
}

interface TrlTerms {
  readonly score: Expr;
  /** Of the score as a step; the mean of all its elements where it is left out. */
  value?(score: Expr): Expr;
}

export interface TrlLoss<P extends Params = Params> extends LossDeclaration {
  readonly params: P;
  /** Arguments of the trainer's configuration that play no part in this loss. */
  readonly accepts?: Params;
  readonly terms: Method<[TrlInputs<P>], TrlTerms>;
}

export function defineLoss<P extends Params>(loss: TrlLoss<P>): TrlLoss<P> {
  return loss;
}
