/** From the arrays of one output to its loss: the function of optax, then what the caller does with it. */
import { LossauditError } from '../../errors.js';
import type { LossContext } from '../define-framework.js';
import type { Objective, ObjectiveRequest, Shapes } from '../framework.js';
import type { Release } from '../release.js';
import type { RowAxes } from '../slots.js';
import type { OptaxLoss } from './define-loss.js';
import { masksScores, type Reduction, reduceScores } from './reduce.js';

export function optaxObjective(
  { arrays, dtypes, dtype, trace }: ObjectiveRequest,
  loss: OptaxLoss,
  { version, title }: Release,
  { values, reduction }: LossContext<never>,
): Objective {
  const { mask, sample_weight: weights } = arrays;
  const { where: declared } = loss.params;
  const takes = declared !== undefined && version.within(declared.versions);
  const own = loss.ownWeights || (takes && (values.where !== null || !masksScores(reduction)));
  if (takes && values.where !== null && !mask) throw new LossauditError('missing-key', { key: 'mask' });
  const given = loss.score({
    yPred: arrays.y_pred!,
    yTrue: arrays.y_true,
    arrays,
    dtypes,
    where: own ? mask : undefined,
    weights: loss.ownWeights ? weights : undefined,
    params: values as never,
    dtype,
    version,
    trace,
    title,
  });
  const score = trace.step('score', `${loss.name} of each sample`, 'score' in given ? given.score : given);
  if ('score' in given) {
    const value = trace.step('batch-mean', `what ${loss.name} makes of them`, given.value(score), 'loss');
    return { value, score, perSample: score };
  }
  // Beside weights, a mask that the loss has is the loss' alone.
  const callers = own && (!masksScores(reduction) || weights) ? undefined : mask;
  const value = reduceScores({
    score,
    mask: loss.ownWeights ? undefined : callers,
    chooses: dtypes.mask === 'bool',
    weights: loss.ownWeights ? undefined : weights,
    reduction: reduction as Reduction,
    title,
    trace,
  });
  return { value, score, perSample: score };
}

/**
 * Only arrays with as many rows as the predictions are cut along them: others are stretched, have the classes
 * first, or no axes.
 */
export function optaxRows(shapes: Shapes, inBatches: boolean): RowAxes {
  if (inBatches) return {};
  const rows = shapes.y_pred?.[0];
  const moved = Object.entries(shapes).filter(([, shape]) => rows === undefined || shape[0] !== rows);
  return Object.fromEntries(moved.map(([slot]) => [slot, undefined]));
}
