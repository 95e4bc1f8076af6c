/**
 * What a framework gives to the audit: versions, losses, the graph of an output's loss, how epochs are
 * averaged.
 */
import type { Expr } from '../expr/node.js';
import type { ProgressStyle } from '../loops/progress.js';
import type { LoopRule, LoopUse, LoopValue } from '../loops/rule.js';
import type { Arithmetic, Dtype } from '../tensor/ndarray.js';
import type { Example, LossDeclaration } from './define-loss.js';
import type { Family } from './family.js';
import type { Given, NamedParam, Params, ParamValue, Role } from './param.js';
import type { RowAxes, Slots } from './slots.js';
import type { Tracer } from './tracer.js';

/** One output's arrays as inputs of the graph, for one batch. */
export interface ObjectiveRequest {
  /** By slot; array parameters by their name. */
  readonly arrays: Readonly<Record<string, Expr>>;
  /** The names of the arrays that are declared as integers. */
  readonly integers: ReadonlySet<string>;
  /** What each array was declared as; `float64` where nothing was said. */
  readonly dtypes: Readonly<Record<string, Dtype>>;
  /** What the output is computed in. */
  readonly dtype: Arithmetic;
  /** By slot, of arrays that say what they are: where these differ. */
  readonly mixed?: Readonly<Record<string, Arithmetic>>;
  readonly classWeight?: ReadonlyMap<number, number>;
  /** Do all batches have the same number of rows? */
  readonly evenBatches: boolean;
  readonly trace: Tracer;
}

/** Where the framework's number depends on how it was run. */
export interface Settings {
  readonly backend?: string;
  readonly mode?: string;
  /** The model's last one, whose input y_pred holds. */
  readonly activation?: 'sigmoid' | 'softmax' | 'linear';
}

/** What an output computes, as an audit asks for it. */
export interface AskedLoss {
  /** Short or qualified, function or class. */
  readonly loss: string;
  readonly params: Given;
}

/** The shapes of an output's arrays, by slot. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** A loss of one version with checked name, parameters and settings; what its arrays decide is still open. */
export interface LossChoice {
  /** The arrays that it takes. */
  readonly slots: Slots;
  /** Parameters that stand in its name: `HuberLoss(delta=2)`, `error@0.7`. */
  readonly said?: Given;
  /** Parameters whose value says where an array is. */
  readonly arraysNamed: readonly string[];
  /** The arithmetic that a parameter asks for. */
  readonly dtype?: Arithmetic;
  /** See LossDeclaration. */
  readonly computesIn?: LossDeclaration['computesIn'];
  /** @param inBatches the rows are cut into batches */
  settle(shapes: Shapes, inBatches: boolean): LossUse;
}

/** A loss with everything that an audit decides but the values of its arrays. */
export interface LossUse {
  /** The loss' name as the audit has it, or the one that a name like `crossentropy` stands for. */
  readonly loss: string;
  readonly info: LossInfo;
  /** The same for uses that build the same graphs of the same shapes. */
  readonly key: string;
  readonly slots: Slots;
  /** Where the rows of each array are. */
  readonly rows: RowAxes;
  /** The parameters that it takes in this version, those that the framework has for every loss among them. */
  readonly declared: Params;
  /** Their values, by name: as the audit gives them, or by default. */
  readonly values: Given;
  /**
   * The value of the parameter of a role, its default where the audit has none; undefined where this loss has
   * no such parameter.
   */
  value(role: Role): ParamValue | undefined;
  /** Builds the graph. Throws LossauditError for what the framework refuses. */
  objective(request: ObjectiveRequest): Objective;
}

export interface Objective {
  /** The output's loss: a scalar. */
  readonly value: Expr;
  /** The loss function's result before mask, weights and reduction. */
  readonly score: Expr;
  /** What `reduction="none"` returns. */
  readonly perSample: Expr;
  /** The value grows with this power of the scores (0.5: a root), for shares of 1 in all; 1 by default. */
  readonly degree?: number;
  /** Of a metric that is averaged over the epoch: what its value divides by, a scalar. */
  readonly counts?: Expr;
}

export interface LossInfo {
  readonly name: string;
  readonly family: Family;
  /** See LossDeclaration. */
  readonly alsoOf: readonly Family[];
  /** See LossDeclaration. */
  readonly apart: boolean;
  /** See LossDeclaration. */
  readonly metric: boolean;
  /** See LossDeclaration. */
  readonly always: Partial<Readonly<Record<Role, ParamValue>>>;
  readonly params: readonly string[];
  /**
   * What the framework calls the parameter of a role, and its default; undefined where this version of the
   * loss has none.
   */
  paramOf(role: Role): NamedParam | undefined;
  /** Are the targets class indices, which no engine may round? */
  readonly classIndices: boolean;
  /** What y_true holds: `distribution` is one-hot rows or rows that add up to 1. */
  readonly targets: Targets;
  /** What y_pred holds when it holds no logits. */
  readonly predictions: Predictions;
  /** The reduction that divides by the rows alone, as the loss is defined, where the default does not. */
  readonly rowMean?: string;
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
export type Predictions = 'any' | 'probability' | 'distribution' | 'log-distribution';

/** Everything that is declared of a loss of one version, for lists and pages. */
export interface LossEntry {
  readonly info: LossInfo;
  /** The versions that have it: `2.0 – 2.15`. */
  readonly range: string;
  /** Every name with the versions that accept it. */
  readonly names: Readonly<Record<string, string>>;
  /** Those of this version, `reduction` among them. */
  readonly params: Params;
  readonly slots: Slots;
  readonly reductions: readonly string[];
  /** The file of the framework that computes it. */
  readonly source: string;
  readonly example: Example;
}

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
  /**
   * Where the denominator leaves weights of 0 out: the first version that counts them, and one to compare
   * with.
   */
  readonly zeroWeightsCount?: { readonly since: string; readonly version: string };
  /** Said of a version that is not known itself. */
  readonly note?: string;
  /**
   * @param name short or qualified, function or class
   * @throws LossauditError `unknown-loss` with the nearest names, `loss-not-in-version`
   */
  findLoss(name: string): LossInfo;
  /** The losses that it has, with all that is declared of them. */
  readonly entries: readonly LossEntry[];
  /** What each setting may be; the first is the default. */
  readonly settings: Readonly<Record<string, readonly string[]>>;
  /** What an audit computes when it names no dtype. */
  readonly dtype: Arithmetic;
  /** It is the arrays' own, where they state a floating one. */
  readonly dtypeOfArrays?: true;
  /** A model's output may have no loss. */
  readonly outputsWithoutLoss?: true;
  /** It is given all rows at once: batches are its caller's. */
  readonly wholeData?: true;
  /**
   * The loss that an output asks for, before any of its arrays is known.
   * @throws LossauditError for a name, parameter or setting that this version lacks, and for values out of
   * range
   */
  choose(asked: AskedLoss, settings: Settings): LossChoice;
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
  /** The ranges of versions with their rules, oldest first. */
  readonly ranges: readonly { readonly range: string; readonly reductions: readonly string[] }[];
  readonly losses: readonly LossInfo[];
  /** What divides by the sum of the weights here, for sentences: `weighted metrics`. */
  readonly dividesByWeights?: string;
  /** Of the newest version without a text. @throws LossauditError `unknown-version` */
  rules(version: string | undefined, carrier?: string): FrameworkRules;
  /** Does its newest version have a loss of this name, and does the name say which framework it is of? */
  named(loss: string): { readonly qualified: boolean } | undefined;
  /** Packages that hold one of its versions and may be named instead: `tensorflow@2.4`. */
  readonly carriers: readonly string[];
}
