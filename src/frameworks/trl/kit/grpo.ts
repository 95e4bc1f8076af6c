/** What the losses of GRPOTrainer._compute_loss share (trl 1.16.0, trainer/grpo_trainer.py). */
import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import type { Method } from '../../define-loss.js';
import { choice, integer, number, optional, type Params, type ValuesOf } from '../../param.js';
import { defineLoss, type TrlInputs, type TrlLoss } from '../define-loss.js';
import { requireShape } from './shapes.js';

const epsilon = number(0.2);
const epsilon_high = optional(number(0));
const delta = optional(number(0));
const SHARED = {
  beta: number(0),
  importance_sampling_level: choice(['token', 'sequence']),
  gradient_accumulation_steps: integer(1, { from: 1 }),
};
/** Of losses whose ratio is kept between 1 − epsilon and 1 + epsilon_high. */
export const CLIPPED = { ...SHARED, epsilon, epsilon_high, delta };
/** Of the one whose ratio has a cap alone. */
export const CAPPED = { ...SHARED, epsilon, epsilon_high };
export const SOFT = { ...SHARED, sapo_temperature_pos: number(1), sapo_temperature_neg: number(1.05) };
export const BY_LENGTH = { max_completion_length: integer(256, { from: 1 }) };
/** Tokens of all that was generated at once, of which an accumulated step is a part. */
export const BY_ITEMS = {
  num_items_in_batch: optional(number(0)),
  steps_per_generation: integer(1, { from: 1 }),
};

const CONFIGURATION: Params = {
  ...CLIPPED,
  ...BY_LENGTH,
  ...BY_ITEMS,
  sapo_temperature_pos: SOFT.sapo_temperature_pos,
  sapo_temperature_neg: SOFT.sapo_temperature_neg,
};

/** What a token's loss is made of. */
export interface Tokens {
  readonly logps: Expr;
  /** π/π_old, of a token or of its whole sequence. */
  readonly ratio: Expr;
  /** With an axis for the tokens. */
  readonly advantages: Expr;
}

type Shared = ValuesOf<typeof SHARED>;

/** One `loss_type` of GRPOTrainer. */
export function defineGrpo<P extends typeof SHARED & Params>(
  type: string,
  params: P,
  how: {
    /** Of each token. */
    readonly token: Method<[tokens: Tokens, params: ValuesOf<NoInfer<P>>], Expr>;
    /** Of the masked tokens, before the accumulated steps divide it. */
    readonly value: Method<[score: Expr, mask: Expr, params: ValuesOf<NoInfer<P>>], Expr>;
    /** Its divisor knows the accumulated steps already. */
    readonly accumulated?: true;
  },
): TrlLoss<P> {
  return defineLoss({
    name: `GRPO ${type}`,
    family: 'preference',
    versions: '1.0-',
    names: { [`GRPO ${type}`]: '1.0-' },
    example: { shapes: { y_pred: 'N T', y_true: 'N T', advantages: 'N' } },
    slots: {
      y_pred: { aliases: ['per_token_logps', 'logps'] },
      y_true: { aliases: ['completion_mask'], holds: 'yes or no' },
      advantages: {},
      old_per_token_logps: { optional: true },
      ref_per_token_logps: { optional: true },
    },
    params,
    accepts: { ...CONFIGURATION, ...params, loss_type: choice([type]) },
    terms(inputs) {
      const params = inputs.params as ValuesOf<P>;
      const { gradient_accumulation_steps: steps } = params as Shared;
      const mask = inputs.arrays.y_true!;
      const loss = how.token(tokensOf(inputs), params);
      const score = penalized(loss, inputs).mul(mask);
      return {
        score,
        value(each) {
          const value = how.value(each, mask, params);
          return how.accumulated || steps === 1 ? value : value.div(constant(steps));
        },
      };
    },
  });
}

function tokensOf({ arrays, params, trace, title }: TrlInputs): Tokens {
  const { importance_sampling_level: level } = params as Shared;
  const [logps, mask] = [arrays.y_pred!, arrays.y_true!];
  requireShape(title, 'y_true', mask, logps.shape, 'a mask of the tokens');
  const given = arrays.advantages!;
  if (given.rank !== 2)
    requireShape(title, 'advantages', given, logps.shape.slice(0, 1), 'one of each completion');
  else requireShape(title, 'advantages', given, logps.shape, 'one of each token');
  const advantages = given.rank === 1 ? given.expandDims(1) : given;
  const old = arrays.old_per_token_logps;
  if (old) requireShape(title, 'old_per_token_logps', old, logps.shape, 'a number for each token');
  // Without older log-probabilities the ratio is 1.
  const logRatio = logps.sub(old ?? logps);
  const log =
    level === 'token' ? logRatio : logRatio.mul(mask).sum(-1).div(mask.sum(-1).maximum(1)).expandDims(-1);
  const why = `π/π_old of each ${level}`;
  return { logps, ratio: trace.step('importance-ratio', why, log.exp(), 'ratio'), advantages };
}

/** β times an estimate of the KL from the reference model. */
function penalized(loss: Expr, { arrays, params, trace, title }: TrlInputs): Expr {
  const { beta } = params as Shared;
  if (beta === 0) return loss;
  const logps = arrays.y_pred!;
  const reference = arrays.ref_per_token_logps;
  if (!reference) throw new LossauditError('missing-key', { key: 'inputs.ref_per_token_logps' });
  requireShape(title, 'ref_per_token_logps', reference, logps.shape, 'a number for each token');
  const apart = reference.sub(logps);
  const kl = trace.step('kl-penalty', 'KL from the reference model', apart.exp().sub(apart).sub(1), 'kl');
  return loss.add(constant(beta).mul(kl));
}

/** −min(ratio·A, clip(ratio)·A). */
export function clipped({ ratio, advantages }: Tokens, params: ValuesOf<typeof CLIPPED>): Expr {
  const { epsilon, epsilon_high: high, delta } = params;
  const near = ratio.maximum(constant(1 - epsilon)).minimum(constant(1 + (high ?? epsilon)));
  const own = delta === null ? ratio : ratio.minimum(constant(delta));
  return own.mul(advantages).minimum(near.mul(advantages)).neg();
}

/** The mean over sequences of the means over their tokens. */
export function meanOfSequences(score: Expr, mask: Expr): Expr {
  return score.sum(-1).div(mask.sum(-1).maximum(1)).mean(undefined, { counted: 'sequences' });
}

/** Σ over the tokens of an accumulated step: the generated ones in proportion. */
export function overItems(
  score: Expr,
  mask: Expr,
  {
    num_items_in_batch: items,
    gradient_accumulation_steps,
    steps_per_generation,
  }: ValuesOf<typeof BY_ITEMS & typeof SHARED>,
): Expr {
  const counted = 'tokens';
  const all = items === null ? mask.sum(undefined, { counted }).maximum(1) : constant(Math.max(items, 1));
  return score.sum().div(all.mul(constant(gradient_accumulation_steps)).div(constant(steps_per_generation)));
}
