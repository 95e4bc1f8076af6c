/** From the arrays of one output to its loss: what each token costs, then the quotient. */
import type { LossContext } from '../define-framework.js';
import type { Objective, ObjectiveRequest } from '../framework.js';
import { reduceTerms } from '../reduce.js';
import type { Release } from '../release.js';
import type { HubLoss } from './define-loss.js';

export function hubObjective(
  { arrays, dtypes, trace }: ObjectiveRequest,
  loss: HubLoss,
  { title }: Release,
  { values }: LossContext<never>,
): Objective {
  const terms = loss.terms({ arrays, dtypes, trace, title, params: values as never });
  const score = trace.step('score', `${loss.name} of each token or sample`, terms.score);
  const value = terms.value
    ? trace.step('batch-mean', 'what they add up to over what counts', terms.value(score), 'loss')
    : reduceTerms({ terms: score }, 'mean', trace);
  return { value, score, perSample: score };
}
