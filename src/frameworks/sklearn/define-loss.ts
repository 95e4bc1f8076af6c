/** The shape of every loss of scikit-learn: names, versions, parameters and the expression of its scores. */
import { LossauditError } from '../../errors.js';
import type { Expr } from '../../expr/node.js';
import type { Arithmetic } from '../../tensor/ndarray.js';
import type { Version } from '../../text/version.js';
import type { Pair } from '../align.js';
import type { LossDeclaration, Method } from '../define-loss.js';
import { choice, either, flag, type Params, text, type ValuesOf, vector } from '../param.js';
import type { Slots } from '../slots.js';
import type { Tracer } from '../tracer.js';

/** @typeParam P the parameters of the loss */
export interface ScoreInputs<P extends Params = Params> extends Pair {
  readonly params: ValuesOf<P>;
  readonly version: Version;
  /** `scikit-learn 1.9.1`, for refusals. */
  readonly who: string;
  /** In which y_pred is computed: its own dtype, or the audit's where that is narrower. */
  readonly dtype: Arithmetic;
  readonly trace: Tracer;
}

export interface SklearnLoss<P extends Params = Params> extends LossDeclaration {
  readonly params: P;
  /**
   * Its targets: `columns` of numbers, each averaged over the samples before `multioutput` averages them;
   * `samples` with one score each; `column`: the same of numbers, a second column being refused.
   */
  readonly targets2d: 'columns' | 'column' | 'samples';
  /** What the scores are, where they are not of the loss' own name. */
  readonly scores?: string;
  /** One score per sample, or per sample and column. */
  readonly score: Method<[ScoreInputs<P>], Expr>;
  /** What becomes of the scores over axis 0, if that is not their mean. */
  readonly reduce?: (scores: Expr, weights: Expr | undefined, version: Version) => Expr;
  /** Is the root of each column's mean taken? */
  readonly root?: Method<[ScoreInputs<P>], boolean>;
  /** Are the scores divided by the sum of the weights? By default they are. */
  readonly normalize?: Method<[ScoreInputs<P>], boolean>;
  /** The first version that refuses arrays without samples; by default all do. */
  readonly refusesNothing?: string;
  /** Are weights that add up to 0 no error where it looks at the sum alone? */
  readonly weighsNothing?: Method<[ScoreInputs<P>], boolean>;
  /** Takes a list of one weight for a single column. */
  readonly weighsOneColumn?: true;
  /** It has no argument of that name. */
  readonly withoutWeights?: true;
  /** The first version that looks at the weights themselves: NaN, more than one axis. */
  readonly checksWeights?: string;
}

export function defineLoss<P extends Params>(loss: SklearnLoss<P>): SklearnLoss<P> {
  return loss;
}

/** Labels, and what each version calls the second argument; nothing but labels if it has one name. */
export function labelsAnd(...names: readonly string[]): Slots {
  return { y_true: { exact: true }, y_pred: { exact: names.length === 0, aliases: names } };
}

/** Numbers, and which of them the caller takes: `y_true[mask], y_pred[mask]`. */
export const NUMBERS: Slots = { y_true: {}, y_pred: {}, mask: { optional: true, holds: 'yes or no' } };

/** How the columns are put together (metrics/_regression.py). */
export const MULTIOUTPUT = {
  multioutput: either(choice(['uniform_average', 'raw_values']), vector('output')),
};

/** The words of an audit for what `multioutput` and `normalize` make of the scores. */
export const COLUMN_REDUCTIONS = ['mean', 'uniform_average', 'raw_values'];
export const SAMPLE_REDUCTIONS = ['mean', 'sum'];

/** Up to 1.2 nobody looks at it, so that every text means yes. */
export const NORMALIZE = either(flag(true, { role: 'averages' }), text(''));

/** @throws LossauditError `bad-param` */
export function isNormalized({ params, version }: ScoreInputs<{ normalize: typeof NORMALIZE }>): boolean {
  const { normalize } = params;
  if (typeof normalize === 'boolean') return normalize;
  if (version.atLeast('1.3')) {
    const data = { name: 'normalize', value: JSON.stringify(normalize), wanted: 'true or false' };
    throw new LossauditError('bad-param', data, { where: 'params.normalize' });
  }
  return normalize !== '';
}
