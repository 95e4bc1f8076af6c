/** The shape of every loss of tf.compat.v1.losses. */
import type { Expr } from '../../expr/node.js';
import type { Pair } from '../align.js';
import type { LossDeclaration, Method } from '../define-loss.js';
import type { ObjectiveRequest } from '../framework.js';
import type { Params, ValuesOf } from '../param.js';

interface Aligned extends Pair {
  readonly weights?: Expr;
}

export interface Tf1Inputs<P extends Params = Params>
  extends Aligned,
    Pick<ObjectiveRequest, 'dtype' | 'dtypes' | 'trace'> {
  readonly params: ValuesOf<P>;
  readonly mode: string;
  readonly title: string;
}

export interface Tf1Loss<P extends Params = Params> extends LossDeclaration {
  readonly params: P;
  /** How many of the axes of y_pred the scores lack: 1 where classes are added up. */
  readonly drops?: number;
  /** What it does to the arrays before; the shapes are compared where it does nothing. */
  readonly align?: Method<[Tf1Inputs<P>], Aligned>;
  readonly score: Method<[Tf1Inputs<P>], Expr>;
  /** Of a loss without `reduction`. */
  readonly reduce?: Method<[weighted: Expr, inputs: Tf1Inputs<P>], Expr>;
}

export function defineLoss<P extends Params>(loss: Tf1Loss<P>): Tf1Loss<P> {
  return loss;
}
