import type { Expr } from '../../../expr/node.js';
import { choice, optional } from '../../param.js';
import { defineLoss, pair } from '../define-loss.js';
import { requireFits, requireFloating, requireRank } from '../kit/check.js';
import { logSoftmax, masked } from '../kit/numbers.js';

const WORDS = ['jnp.mean', 'jnp.sum', 'none'] as const;

export const rankingSoftmaxLoss = defineLoss({
  name: 'ranking_softmax_loss',
  source: '_ranking',
  family: 'ranking-softmax',
  versions: '0.1.8-',
  names: { ranking_softmax_loss: '0.1.8-' },
  slots: pair('logits', 'labels'),
  // What reduce_fn is called where a caller does it.
  reductions: WORDS,
  params: { reduce_fn: optional(choice(WORDS)) },
  accepts: { where: optional(choice(['mask'])) },
  ownWeights: true,
  score(inputs) {
    const { yPred, yTrue, where, weights, params, title, trace } = inputs;
    requireFloating(inputs, 'y_pred');
    if (where) requireRank(title, 'mask', where, 1);
    if (where) requireFits(title, 'mask', where, yPred.shape);
    requireFits(title, 'y_true', yTrue!, yPred.shape);
    const labels = masked(where, yTrue!, 0);
    if (weights) requireFits(title, 'sample_weight', weights, labels.shape);
    const weighted = weights
      ? trace.step('weight', 'labels times their weights', labels.mul(weights), 'labels')
      : labels;
    const logits = masked(where, yPred, Number.NEGATIVE_INFINITY);
    const logs = trace.step(
      'log-softmax',
      'logarithms of the probabilities',
      logSoftmax(logits, -1),
      'log_p',
    );
    const terms = masked(where, weighted.mul(logs), 0);
    const loss = terms.sum(-1).neg();
    const any = where?.broadcastTo(terms.shape, where.rank === terms.rank && where.byRow).max(-1);
    const reduction = params.reduce_fn ?? (params as { reduction?: string }).reduction;
    const score = any && reduction === 'none' ? any.where(loss, 0) : loss;
    return { score, value: (each) => reduced(each, any, reduction) };
  },
});

/** Lists without an item are left out; of no list at all the mean is 0 (`_safe_reduce`). */
function reduced(loss: Expr, any: Expr | undefined, reduction: string | undefined): Expr {
  const left = masked(any, loss, 0);
  if (reduction === 'jnp.sum') return left.sum();
  if (reduction === 'none') return loss.mean();
  const counted = any ? 'lists with an item' : 'all lists';
  const mean = any ? left.sum().div(any.sum(undefined, { counted })) : loss.mean(undefined, { counted });
  const empty = mean.notEqual(mean).mul(loss.notEqual(loss).sum().equal(0));
  return empty.where(0, mean);
}
