/** What every loss of every framework declares, beside its arithmetic. */
import type { Arithmetic } from '../tensor/ndarray.js';
import type { Version } from '../text/version.js';
import type { Family } from './family.js';
import type { Predictions, Targets } from './framework.js';
import type { Given, Params, ParamValue, Role } from './param.js';
import type { Slots } from './slots.js';

/** What is said of a loss beside its arithmetic. */
export interface LossDeclaration {
  /** Used in reports. */
  readonly name: string;
  /** The same loss of another framework has the same one. */
  readonly family: Family;
  /** Other families whose arrays it takes and whose number it gives: `log_loss` of two classes. */
  readonly alsoOf?: readonly Family[];
  /** It computes something else than the others of its family do of the same arrays. */
  readonly apart?: true;
  /** It is computed beside the loss, not in its place. */
  readonly metric?: boolean;
  /** Versions that have the loss at all. */
  readonly versions: string;
  /** Every string that names it, with the versions that accept it. */
  readonly names: Readonly<Record<string, string>>;
  readonly params: Params;
  /** The parameter that a name may say, too: `error@0.7`. */
  readonly suffix?: string;
  /** Its own arrays; `y_true` and `y_pred` if left out. */
  readonly slots?: Slots;
  /**
   * What parameters of these roles would say, had it any: a loss that always takes logits, or has the
   * classes on one axis.
   */
  readonly always?: Partial<Readonly<Record<Role, ParamValue>>>;
  /** What `reduction` may be, where that is not what the version has for all; the first is the default. */
  readonly reductions?: readonly string[];
  /** See LossInfo. */
  readonly rowMean?: string;
  /** Targets are class indices without the class axis. */
  readonly classIndices?: boolean;
  /** What y_true and y_pred hold; `any` by default. The targets may depend on the version. */
  readonly targets?: Targets | ((version: Version) => Targets);
  readonly predictions?: Predictions;
  /** See LossInfo. */
  readonly clip?: number;
  /** What it casts arrays of a dtype to before it computes. */
  readonly computesIn?: Readonly<Partial<Record<Arithmetic, Arithmetic>>>;
  /** What a graph of it is shown with, where the usual shapes do not tell. */
  readonly example?: Example;
}

/** Arrays by slot or parameter, their axes named by letters (`N T-1`), and parameters that must be given. */
export interface Example {
  readonly shapes?: Readonly<Record<string, string>>;
  readonly params?: Given;
  /** Parameters whose values change the formulas. */
  readonly with?: readonly Given[];
}

/**
 * What a loss computes from its inputs; a method's type, so that a loss with its own parameters is a loss.
 */
export type Method<Inputs extends unknown[], T> = { of(...inputs: Inputs): T }['of'];
