/** What a framework gives to the audit: versions, losses, the graph of an output's loss, how epochs are averaged. */
import type { Expr } from '../expr/node.js';
import type { ProgressStyle } from '../loops/progress.js';
import type { LoopRule, LoopUse, LoopValue } from '../loops/rule.js';
import type { Arithmetic } from '../tensor/ndarray.js';
import type { Family } from './family.js';
import type { NamedParam, ParamValue, Role } from './param.js';
import type { Tracer } from './tracer.js';

/** One output's arrays as inputs of the graph, for one batch. */
export interface ObjectiveRequest {
  readonly loss: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly yTrue: Expr;
  readonly yPred: Expr;
  /** Are the targets declared as integers? */
  readonly integerTargets: boolean;
  /** Are the predictions declared as integers? */
  readonly integerPredictions: boolean;
  readonly mask?: Expr;
  readonly sampleWeight?: Expr;
  readonly classWeight?: ReadonlyMap<number, number>;
  /** Do all batches have the same number of rows? */
  readonly evenBatches: boolean;
  readonly settings: Settings;
  readonly trace: Tracer;
}

/** Where the framework's number depends on how it was run. */
export interface Settings {
  readonly backend?: string;
  readonly mode?: string;
  /** The model's last one, whose input y_pred holds. */
  readonly activation?: 'sigmoid' | 'softmax' | 'linear';
}

/** What an output's shapes and parameters decide before anything is computed. */
export interface Settled {
  /** The loss that a name such as `crossentropy` stands for; otherwise the name that was given. */
  readonly loss: string;
  /** The arithmetic that a parameter of the loss asks for. */
  readonly dtype?: Arithmetic;
  /** The first axis of y_pred holds classes: y_true has the rows of its second one. */
  readonly classesFirst?: boolean;
}

/** An output as far as it can be settled. */
export interface Unsettled {
  readonly loss: string;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly yTrue: readonly number[];
  readonly yPred: readonly number[];
}

export interface Objective {
  /** The output's loss: a scalar. */
  readonly value: Expr;
  /** The loss function's result before mask, weights and reduction. */
  readonly score: Expr;
  /** What `reduction="none"` returns. */
  readonly perSample: Expr;
}

export interface LossInfo {
  readonly name: string;
  readonly family: Family;
  readonly params: readonly string[];
  /** What the framework calls the parameter of a role, and its default; undefined where this version of the loss has none. */
  paramOf(role: Role): NamedParam | undefined;
  /** Are the targets class indices, which no engine may round? */
  readonly classIndices: boolean;
  /** What y_true holds: `distribution` is one-hot rows or rows that add up to 1. */
  readonly targets: Targets;
  /** What y_pred holds when it holds no logits. */
  readonly predictions: Predictions;
  /** Predictions are kept within [clip, 1 − clip]. */
  readonly clip?: number;
  /** The strings that this version of the framework accepts for it. */
  readonly accepted: readonly string[];
  /** Is the name that was used among them? */
  readonly nameAccepted: boolean;
}

export type Targets =
  | 'any'
  | 'binary'
  | 'plus-minus-one'
  | 'binary-or-plus-minus-one'
  | 'distribution'
  | 'class-indices';
export type Predictions = 'any' | 'probability' | 'distribution';

/** One framework at one version. */
export interface FrameworkRules {
  readonly home: Framework;
  /** `keras`. */
  readonly framework: string;
  /** `Keras 2.2.4`, for sentences. */
  readonly title: string;
  /** The version whose rules apply: `2.2.4`. */
  readonly version: string;
  /** The range of versions with these rules: `2.0 – 2.2.4`. */
  readonly range: string;
  /** What `reduction` may be in this version; the first is the default. */
  readonly reductions: readonly string[];
  /** Where the denominator leaves weights of 0 out: the first version that counts them, and one to compare with. */
  readonly zeroWeightsCount?: { readonly since: string; readonly version: string };
  /** Said of a version that is not known itself. */
  readonly note?: string;
  /**
   * @param name short or qualified, function or class
   * @throws LossauditError `unknown-loss` with the nearest names, `loss-not-in-version`
   */
  findLoss(name: string): LossInfo;
  /**
   * What an audit's output stands for, where the framework looks at shapes or parameters first.
   * @throws LossauditError for what it refuses
   */
  settle(output: Unsettled, settings: Settings): Settled;
  /** Builds the graph. Throws LossauditError for what the framework refuses. */
  objective(request: ObjectiveRequest): Objective;
  /** What the training loop makes of the batches' numbers. */
  loop(value: LoopValue, settings: Settings, use?: LoopUse): LoopRule;
  /** How it writes its progress, where that is known byte for byte. */
  readonly progress?: ProgressStyle;
}

export interface Framework {
  /** `keras`. */
  readonly name: string;
  /** `Keras`. */
  readonly title: string;
  /** Those known, oldest first. */
  readonly versions: readonly string[];
  readonly losses: readonly LossInfo[];
  /** What divides by the sum of the weights here, for sentences: `weighted metrics`. */
  readonly dividesByWeights?: string;
  /** Of the newest version without a text. @throws LossauditError `unknown-version` */
  rules(version: string | undefined, carrier?: string): FrameworkRules;
  /** Packages that hold one of its versions and may be named instead: `tensorflow@2.4`. */
  readonly carriers: readonly string[];
}
