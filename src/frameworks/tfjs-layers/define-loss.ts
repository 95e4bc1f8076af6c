/** The shape of every loss of tfjs-layers (losses.ts): names, parameters and the expression of its score. */
import type { Expr } from '../../expr/node.js';
import type { Pair } from '../align.js';
import type { LossDeclaration, Method } from '../define-loss.js';
import type { Params, ValuesOf } from '../param.js';

interface ScoreInputs<P extends Params = Params> extends Pair {
  readonly params: ValuesOf<P>;
  /** `tf.backend().epsilon()`. */
  readonly epsilon: Expr;
  /** The last axis of the predictions. */
  readonly axis: number;
  readonly title: string;
}

export interface LayersLoss<P extends Params = Params> extends LossDeclaration {
  readonly params: P;
  /** It compares the shapes instead of broadcasting. */
  readonly sameShape?: true;
  /** What it does to each array before they are broadcast against each other. */
  readonly prepare?: Method<[ScoreInputs<P>], Pair>;
  /** One score per sample (or per timestep). */
  readonly score: Method<[ScoreInputs<P>], Expr>;
}

export function defineLoss<P extends Params>(loss: LayersLoss<P>): LayersLoss<P> {
  return loss;
}
