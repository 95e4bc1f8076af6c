/** The shape of every Keras loss: names, versions, parameters and the expression of its score. */
import type { SumOrder } from '../../expr/kinds.js';
import type { Expr } from '../../expr/node.js';
import type { Version } from '../../text/version.js';
import type { Pair } from '../align.js';
import type { LossDeclaration, Method } from '../define-loss.js';
import { type Axes, flag, integer, number, type Params, type ValuesOf } from '../param.js';
import type { Tracer } from '../tracer.js';

/** The arrays are already aligned as the version does it. */
export interface ScoreInputs<P extends Params = Params> extends Pair {
  /** All arrays as they are given, by slot. */
  readonly arrays: Readonly<Record<string, Expr>>;
  readonly params: ValuesOf<P>;
  /** What the loss was given, where y_pred is the logits that it found behind them. */
  readonly given?: { readonly yPred: Expr; readonly fromLogits: boolean };
  readonly version: Version;
  /** Keras 3's backend; TensorFlow before. */
  readonly backend: string;
  /** `graph` as in fit, or `eager`: TensorFlow's graph optimiser reorders some float32 operations. */
  readonly mode: string;
  readonly trace: Tracer;
}

/** What every loss of class indices has. */
export interface ClassIndexParams {
  readonly axis: number;
  readonly ignore_class: number | null;
}

export interface KerasLoss<P extends Params = Params> extends LossDeclaration {
  readonly params: P;
  /** One of `keras.metrics`: its mean divides by the sum of the weights. */
  readonly metric?: true;
  /** Of a metric of Keras 3: it brings ranks together. */
  readonly alignsRanks?: true;
  /**
   * Does it refuse y_true of another shape than y_pred instead of broadcasting? A range of versions, or more.
   */
  readonly sameShape?: string | Method<[ScoreInputs<P>], boolean>;
  /** Versions whose fit refuses targets with a last axis of length 1. */
  readonly refusesUnitAxis?: string;
  /** It gets arrays of different shapes as they are, and refuses what does not fit. */
  readonly alignsItself?: true;
  /** What it does to each array before they are broadcast against each other. */
  readonly prepare?: Method<[ScoreInputs<P>], Pair>;
  /**
   * It looks for the input of the model's last activation (whatever that is) and takes it with `from_logits`:
   * where its backend does that, or in a range of versions alone.
   */
  readonly recoversLogits?: boolean | string;
  /**
   * What Keras 2.4 – 2.15 does with integer predictions: compute in integers, refuse, or (by default) convert
   * them.
   */
  readonly integers?: 'computes' | 'refuses';
  /** Targets declared as integers are refused by Keras 2.4 – 2.15: it does not convert them. */
  readonly refusesIntegerTargets?: true;
  /** Its file in Keras 2, where that is not losses.py. */
  readonly source?: string;
  /** One score per sample (or per timestep); with a mask of its own where some rows are left out. */
  readonly score: Method<[ScoreInputs<P>], Expr | { score: Expr; mask: Expr }>;
}

export function defineLoss<P extends Params>(loss: KerasLoss<P>): KerasLoss<P> {
  return loss;
}

/** The parameters that several losses share, with the versions that have them. */
export const FROM_LOGITS = flag(false, { role: 'logits' });
/** No version looks at its range. */
const LABEL_SMOOTHING = number(0, { versions: '2.3-', role: 'smoothing' });
export const axis = (versions: string) => integer(-1, { versions, role: 'class-axis' });
/** Of the crossentropies whose targets are as wide as their predictions. */
export const CROSSENTROPY = {
  from_logits: FROM_LOGITS,
  label_smoothing: LABEL_SMOOTHING,
  axis: axis('2.4-'),
};

/** The share that smoothing moves; Keras 2.3 smooths where it is above 0, all others whatever it is. */
export function smoothingOf({ params, version }: ScoreInputs<typeof CROSSENTROPY>): number {
  const { label_smoothing: share } = params;
  return share < 0 && !version.atLeast('2.4') ? 0 : share;
}

/**
 * In which order the backend's kernels add up along the last axis; jax, and all along other axes, go one by
 * one.
 */
export function sumOrder(backend: string, x: Expr, axes: Axes): SumOrder | undefined {
  const [axis, ...others] = typeof axes === 'number' ? [axes] : (axes ?? []);
  if (others.length > 0 || (axis !== -1 && axis !== x.rank - 1)) return undefined;
  return backend === 'tensorflow' ? 'eigen' : backend === 'torch' ? 'aten' : undefined;
}
