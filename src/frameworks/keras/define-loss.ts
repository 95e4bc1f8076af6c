/** The shape of every Keras loss: names, versions, parameters and the expression of its score. */
import type { Expr, SumOrder } from '../../expr/node.js';
import type { Predictions, Targets } from '../framework.js';
import type { Tracer } from '../tracer.js';
import type { Version } from '../version.js';

export interface Pair {
  readonly yTrue: Expr;
  readonly yPred: Expr;
}

/** The arrays are already aligned as the version does it. */
export interface ScoreInputs extends Pair {
  readonly params: LossParams;
  readonly version: Version;
  /** Keras 3's backend; TensorFlow before. */
  readonly backend: string;
  /** `graph` as in fit, or `eager`: TensorFlow's graph optimiser reorders some float32 operations. */
  readonly mode: string;
  readonly trace: Tracer;
}

export interface LossParams {
  readonly from_logits: boolean;
  readonly label_smoothing: number;
  readonly axis: number;
  readonly delta: number;
  readonly ignore_class: number | null;
}

export interface ParamSpec {
  readonly type: 'boolean' | 'number' | 'integer';
  readonly default: boolean | number | null;
  /** Keras versions that have it. */
  readonly versions: string;
  readonly min?: number;
  readonly max?: number;
}

export interface KerasLoss {
  /** Keras 3's function name, used in reports. */
  readonly name: string;
  readonly className: string;
  /** Versions that have the loss at all. */
  readonly versions: string;
  /** Every string that `loss=` accepts, with the versions that accept it. */
  readonly names: Readonly<Record<string, string>>;
  readonly params: Readonly<Partial<Record<keyof LossParams, ParamSpec>>>;
  /** Targets are class indices without the class axis. */
  readonly classIndices?: boolean;
  /** What y_true and y_pred hold; `any` by default. The targets may depend on the version. */
  readonly targets?: Targets | ((version: Version) => Targets);
  readonly predictions?: Predictions;
  /** Does it refuse y_true of another shape than y_pred instead of broadcasting? A range of versions, or more. */
  readonly sameShape?: string | ((inputs: ScoreInputs) => boolean);
  /** Versions whose fit refuses targets with a last axis of length 1. */
  readonly refusesUnitAxis?: string;
  /** What it does to each array before they are broadcast against each other. */
  readonly prepare?: (inputs: ScoreInputs) => Pair;
  /** It looks for the input of the model's last activation (whatever that is) and takes it with `from_logits`. */
  readonly recoversLogits?: boolean;
  /** What Keras 2.4 – 2.15 does with integer predictions: compute in integers, refuse, or (by default) convert them. */
  readonly integers?: 'computes' | 'refuses';
  /** Targets declared as integers are refused by Keras 2.4 – 2.15: it does not convert them. */
  readonly refusesIntegerTargets?: true;
  /** One score per sample (or per timestep); with a mask of its own where some rows are left out. */
  readonly score: (inputs: ScoreInputs) => Expr | { score: Expr; mask: Expr };
}

export function defineLoss(loss: KerasLoss): KerasLoss {
  return loss;
}

/** The parameters that several losses share, with the versions that have them. */
export const FROM_LOGITS: ParamSpec = { type: 'boolean', default: false, versions: '2.0-' };
export const LABEL_SMOOTHING: ParamSpec = { type: 'number', default: 0, versions: '2.3-', min: 0, max: 1 };

/** In which order the backend's kernels add up along the last axis; jax, and all along other axes, go one by one. */
export function sumOrder(backend: string, x: Expr, axis: number): SumOrder | undefined {
  if (axis !== -1 && axis !== x.rank - 1) return undefined;
  return backend === 'tensorflow' ? 'eigen' : backend === 'torch' ? 'aten' : undefined;
}
