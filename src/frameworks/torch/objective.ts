/** From the arrays of one output to its loss, as torch does it: the scores, then the reduction. */
import { LossauditError } from '../../errors.js';
import type { Expr } from '../../expr/node.js';
import { isFloating } from '../../tensor/ndarray.js';
import type { LossContext } from '../define-framework.js';
import type { Objective, ObjectiveRequest } from '../framework.js';
import { roundedTo } from '../math.js';
import { countedIn, reduceTerms } from '../reduce.js';
import type { Release } from '../release.js';
import type { Tracer } from '../tracer.js';
import type { Reduction, TorchLoss, TorchTerms } from './define-loss.js';
import { resultIn } from './kit/mixed.js';

export function torchObjective(
  request: ObjectiveRequest,
  loss: TorchLoss,
  { title, version }: Release,
  { values, reduction: asked, activation }: LossContext<never>,
): Objective {
  const { trace, arrays } = request;
  const result = resultIn(request, loss, { title, version });
  const { lacks = {} } = loss;
  const lacking = (typeof lacks === 'function' ? lacks(values) : lacks)[result];
  if (lacking !== undefined && version.within(lacking))
    throw new LossauditError(
      'dtype-refused',
      { framework: title, loss: loss.name, dtype: result },
      { where: 'dtype' },
    );
  requireFloats(request, title);
  const reduction = asked as Reduction;
  const terms = loss.terms({ ...request, params: values, title, version, reduction, activation });
  const kept = (x: Expr) => (result === request.dtype ? x : roundedTo(x, result));
  const score = trace.step('score', `${loss.name} with reduction "none"`, kept(terms.terms));
  const value = reduced({ ...terms, terms: score }, reduction, arrays.mask, trace);
  return { value: kept(value), score, perSample: score };
}

/** No kernel of torch takes predictions of integers. @throws LossauditError `array-dtype` */
function requireFloats({ dtypes }: ObjectiveRequest, framework: string): void {
  const dtype = dtypes.y_pred;
  if (dtype === undefined || isFloating(dtype)) return;
  const data = { framework, name: 'y_pred', dtype, wanted: 'a floating dtype' };
  throw new LossauditError('array-dtype', data, { where: 'y_pred' });
}

function reduced(
  terms: TorchTerms & { readonly terms: Expr },
  reduction: Reduction,
  mask: Expr | undefined,
  trace: Tracer,
): Expr {
  const { terms: score, averaged, rows } = terms;
  if (reduction === 'batchmean') return batchMean(score, rows, trace);
  if (reduction === 'mean' && averaged) return reduceTerms({ terms: averaged(score) }, 'mean', trace);
  // Where nothing is reduced, the mask is the caller's: (loss * mask).mean().
  const left = reduction === 'none' && mask ? score.mul(mask) : score;
  return reduceTerms({ ...terms, terms: left }, reduction, trace);
}

/** kl_div (nn/functional.py): the sum over the rows of the input; a scalar has none. */
function batchMean(score: Expr, rows: number | undefined, trace: Tracer): Expr {
  const counted = countedIn(score.rank);
  if (rows === undefined)
    return trace.step('batch-sum', 'add up all scores', score.sum(undefined, { counted }), 'loss');
  const sums = score.rank > 1 ? score.sum(score.shape.map((_, i) => i).slice(1)) : score;
  // Stretched, it has more rows than the input.
  const value =
    sums.size === rows
      ? sums.mean(undefined, { counted: 'rows of the input' })
      : score.sum(undefined, { counted }).div(rows);
  return trace.step('batch-mean', 'divide the sum by the number of rows', value, 'loss');
}
