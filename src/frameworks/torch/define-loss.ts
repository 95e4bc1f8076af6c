/** The shape of every loss of torch: names, versions, parameters and what it adds up. */
import type { Expr } from '../../expr/node.js';
import type { Arithmetic } from '../../tensor/ndarray.js';
import type { Version } from '../../text/version.js';
import type { LossDeclaration, Method } from '../define-loss.js';
import type { ObjectiveRequest, Settings } from '../framework.js';
import { number, type Param, type Params, type ValuesOf } from '../param.js';
import type { Terms } from '../reduce.js';
import type { Slots } from '../slots.js';

export type Reduction = 'mean' | 'sum' | 'none' | 'batchmean';

/** What a loss is computed from. */
export interface TermInputs<P extends Params = Params>
  extends Pick<ObjectiveRequest, 'arrays' | 'dtypes' | 'dtype' | 'mixed' | 'trace'> {
  readonly params: ValuesOf<P>;
  /** `PyTorch 2.15.0`. */
  readonly title: string;
  readonly version: Version;
  readonly reduction: Reduction;
  readonly activation?: Settings['activation'];
}

/** What `reduction="none"` returns, and what the other reductions count. */
export interface TorchTerms extends Terms {
  /** What the mean averages, where that is not the score itself. */
  readonly averaged?: (score: Expr) => Expr;
  /** Rows of the batch, where `batchmean` divides by them. */
  readonly rows?: number;
}

/**
 * What it makes of arrays whose dtypes differ: it computes in the widest, gives what the input or the target
 * is, or refuses.
 */
type Mixes = 'promotes' | 'input' | 'target' | 'refuses';

type Lacks = Partial<Readonly<Record<Arithmetic, string>>>;

export interface TorchLoss<P extends Params = Params> extends LossDeclaration {
  readonly params: P;
  /** What its users name, though it is no argument. */
  readonly constants?: Params;
  /** It never had `size_average` and `reduce`. */
  readonly withoutLegacy?: true;
  /** What it does not compute on the CPU: versions by dtype. */
  readonly lacks?: Lacks | Method<[ValuesOf<P>], Lacks>;
  /** Left out where it was not looked at. */
  readonly mixes?: Mixes;
  readonly terms: Method<[TermInputs<P>], TorchTerms>;
}

export function defineTorchLoss<P extends Params>(loss: TorchLoss<P>): TorchLoss<P> {
  return loss;
}

/** Input and target, as torch calls them. */
export function inputAndTarget(exact = false): Slots {
  return {
    y_pred: { aliases: ['input', 'logits'] },
    y_true: { aliases: ['target', 'targets', 'labels'], exact },
  };
}

/** Two inputs that are compared, and what is true of each pair. */
export const INPUTS_AND_TARGET: Slots = {
  input1: { aliases: ['y_pred', 'input', 'x1'] },
  input2: { aliases: ['x2'] },
  y_true: { aliases: ['target'] },
};

/** The class name and the function's. */
export function named(type: string, call: string, versions = ''): Readonly<Record<string, string>> {
  return { [type]: versions, [call]: versions };
}

export function margin(otherwise: number): Param<number> {
  return number(otherwise, { role: 'threshold', infinite: true });
}
