/** From the arrays of one output to its loss, as the trainers of TRL do it. */
import { LossauditError } from '../../errors.js';
import type { LossContext, OpenName } from '../define-framework.js';
import type { AskedLoss, Objective, ObjectiveRequest } from '../framework.js';
import { reduceTerms } from '../reduce.js';
import type { Release } from '../release.js';
import type { TrlLoss } from './define-loss.js';

export function trlObjective(
  { arrays, trace }: ObjectiveRequest,
  loss: TrlLoss,
  { title }: Release,
  { values }: LossContext<never>,
): Objective {
  const terms = loss.terms({ arrays, trace, title, params: values as never });
  const score = trace.step('score', `${loss.name} of each pair or token`, terms.score);
  const value = terms.value
    ? trace.step('batch-mean', 'what they add up to over what counts', terms.value(score), 'loss')
    : reduceTerms({ terms: score, counted: 'pairs' }, 'mean', trace);
  return { value, score, perSample: score };
}

/** `DPO`, `trl.DPOTrainer._compute_loss`, `DPO hinge`. */
const TRAINER = /^(?:trl\.)?(DPO|SFT|GRPO)(?:Trainer(?:\.\w+)?)?(?:\s+(\w+))?$/;
const DEFAULTS: Readonly<Record<string, string>> = { DPO: 'sigmoid', SFT: 'nll', GRPO: 'dapo' };

/**
 * A trainer's name means the loss of its `loss_type`.
 * @throws LossauditError `bad-param` for a type that it has not
 */
export function trlOpenName({ loss, params }: AskedLoss, losses: readonly TrlLoss[]): OpenName | undefined {
  const [, trainer, named] = TRAINER.exec(loss) ?? [];
  if (trainer === undefined) return undefined;
  const types = losses.flatMap(({ name }) =>
    name.startsWith(`${trainer} `) ? [name.slice(trainer.length + 1)] : [],
  );
  const type = String(named ?? params.loss_type ?? DEFAULTS[trainer]);
  if (!types.includes(type)) {
    const data = { name: 'loss_type', value: type, wanted: `one of ${types.join(', ')}` };
    throw new LossauditError('bad-param', data, { where: 'params.loss_type' });
  }
  return { of: [`${trainer} ${type}`], choose: () => `${trainer} ${type}` };
}
