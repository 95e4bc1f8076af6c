/** What the losses of DPOTrainer._compute_loss share (trl 1.16.0, trainer/dpo_trainer.py). */
import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import type { Method } from '../../define-loss.js';
import { logSigmoid } from '../../math.js';
import { choice, type Given, integer, number, optional, type Params, type ValuesOf } from '../../param.js';
import { defineLoss, type TrlInputs, type TrlLoss } from '../define-loss.js';
import { halves, kept, requireShape, shiftedMask } from './shapes.js';

const beta = number(0.1);
const ld_alpha = optional(number(1, { from: 0, to: 1 }));
const divergence = {
  f_divergence_type: choice(['reverse_kl', 'forward_kl', 'js_divergence', 'alpha_divergence']),
  f_alpha_divergence_coef: number(0.5),
};
/** The trainer refuses other divergences for the losses that use no scores of its own. */
const plainDivergence = {
  f_divergence_type: choice(['reverse_kl']),
  f_alpha_divergence_coef: divergence.f_alpha_divergence_coef,
};

/** Of all losses that compare two completions of a prompt. */
export const OF_SCORES = { beta, ld_alpha, ...divergence };
export const OF_RATIOS = { beta, ld_alpha };
export const SMOOTHED = number(0);

/** What the trainer takes whatever the loss is. */
const CONFIGURATION: Params = {
  beta,
  ld_alpha,
  label_smoothing: SMOOTHED,
  discopop_tau: number(0.05),
  ...divergence,
  gradient_accumulation_steps: integer(1, { from: 1 }),
};

/** Of each pair. */
export interface Pairs {
  /** log π/π_ref of the chosen completions, and of the rejected ones. */
  readonly chosen: Expr;
  readonly rejected: Expr;
  /** What the f-divergence makes of them. */
  readonly scores: readonly [chosen: Expr, rejected: Expr];
  /** The difference of the scores. */
  readonly delta: Expr;
  /** Log-probabilities of the completions and of their reference. */
  readonly logps: readonly [chosen: Expr, rejected: Expr];
  readonly references: readonly [chosen: Expr, rejected: Expr];
  /** Tokens of each completion, at least 1; the mask with its first position. */
  readonly lengths: readonly [chosen: Expr, rejected: Expr];
  /** Log-probabilities of the chosen completions by token, and their mask. */
  readonly tokens: readonly [logps: Expr, mask: Expr];
}

const SHAPES = { y_pred: '2N T', y_true: '2N T+1', ref_chosen_logps: 'N', ref_rejected_logps: 'N' };

/** One `loss_type` of DPOTrainer. @param example what must be given for a graph of it */
export function defineDpo<P extends Params>(
  type: string,
  params: P,
  of: Method<[pairs: Pairs, params: ValuesOf<P>], Expr>,
  example: Given = {},
): TrlLoss<P> {
  const plain = Object.hasOwn(params, 'beta') && !Object.hasOwn(params, 'f_divergence_type');
  return defineLoss({
    name: `DPO ${type}`,
    family: 'preference',
    versions: '1.0-',
    names: { [`DPO ${type}`]: '1.0-' },
    example: { shapes: SHAPES, params: example },
    slots: {
      y_pred: { aliases: ['per_token_logps', 'logps'] },
      y_true: { aliases: ['completion_mask'], holds: 'yes or no' },
      ref_chosen_logps: {},
      ref_rejected_logps: {},
    },
    params,
    accepts: {
      ...CONFIGURATION,
      ...(plain ? plainDivergence : {}),
      ...params,
      loss_type: choice([type]),
    },
    terms: (inputs) => ({ score: of(pairsOf(inputs), inputs.params as ValuesOf<P>) }),
  });
}

function pairsOf({ arrays, trace, params, title }: TrlInputs): Pairs {
  const mask = shiftedMask(title, arrays.y_pred!, arrays.y_true!);
  const tokens = kept(arrays.y_pred!, mask);
  const given = params as { ld_alpha?: number | null };
  const logps = halves(title, sequences(tokens, mask, given.ld_alpha ?? null));
  const pairs = logps[0].shape;
  const references = (['ref_chosen_logps', 'ref_rejected_logps'] as const).map((name) => {
    requireShape(title, name, arrays[name]!, pairs, 'a number for each pair');
    return arrays[name]!;
  }) as [Expr, Expr];
  const ratio = (k: 0 | 1, name: 'chosen' | 'rejected') => {
    const why = `log π/π_ref of the ${name} completions`;
    return trace.step(`${name}-log-ratio`, why, logps[k].sub(references[k]), name);
  };
  const [chosen, rejected] = [ratio(0, 'chosen'), ratio(1, 'rejected')];
  const scores = [scoreOf(chosen, params), scoreOf(rejected, params)] as const;
  const counts = halves(title, arrays.y_true!.sum(1).maximum(1));
  return {
    chosen,
    rejected,
    scores,
    delta: scores[0].sub(scores[1]),
    logps,
    references,
    lengths: counts,
    tokens: [halves(title, tokens)[0], halves(title, mask)[0]],
  };
}

/** Of a completion; with ld_alpha, tokens beyond the shorter of the pair count less. */
function sequences(tokens: Expr, mask: Expr, alpha: number | null): Expr {
  if (alpha === null) return tokens.sum(1);
  const position = mask.cumsum(1);
  const lengths = mask.sum(1);
  const half = (lengths.shape[0] ?? 0) / 2;
  const shared = lengths.slice(0, 0, half).minimum(lengths.slice(0, half));
  const both = shared
    .pad(0, 0, half)
    .add(shared.pad(0, half, 0))
    .expandDims(1);
  const head = position.greater(0).mul(position.lessEqual(both));
  const tail = position.greater(both);
  return tokens.mul(head).sum(1).add(tokens.mul(tail).sum(1).mul(alpha));
}

function scoreOf(ratio: Expr, params: TrlInputs['params']): Expr {
  const { f_divergence_type: type, f_alpha_divergence_coef: alpha = 0.5 } = params as {
    f_divergence_type?: string;
    f_alpha_divergence_coef?: number;
  };
  if (type === 'forward_kl') return constant(1).sub(ratio.neg().exp());
  if (type === 'js_divergence') return constant(Math.LN2, 'log(2)').add(logSigmoid(ratio));
  // The limit of alpha 1 is the plain ratio.
  if (type !== 'alpha_divergence' || Math.abs(alpha - 1) < 1e-6) return ratio;
  return constant(alpha - 1)
    .mul(ratio)
    .minimum(80)
    .exp()
    .sub(1)
    .mul(1 / (alpha - 1));
}

/** −(1 − ε)·log σ(z) − ε·log σ(−z). */
export function smoothedSigmoid(z: Expr, smoothing: number): Expr {
  const right = logSigmoid(z)
    .neg()
    .mul(constant(1 - smoothing));
  return right.sub(logSigmoid(z.neg()).mul(smoothing));
}

/** @throws LossauditError `bad-param` */
export function requireSmoothing(smoothing: number): void {
  if (smoothing > 0) return;
  const data = { name: 'label_smoothing', value: String(smoothing), wanted: 'above 0 for exo_pair' };
  throw new LossauditError('bad-param', data, { where: 'params.label_smoothing' });
}
