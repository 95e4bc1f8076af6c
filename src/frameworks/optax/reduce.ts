/**
 * What the caller does with the array that a loss gives, as people write it: `jnp.mean(loss)`,
 * `jnp.mean(loss, where=mask)`, `jnp.average(loss, weights=w)` (others.md, "the seven denominators").
 */
import { LossauditError } from '../../errors.js';
import type { Expr } from '../../expr/node.js';
import { broadcastShapes, sameShape } from '../../expr/shapes.js';
import { shapeText } from '../../tensor/ndarray.js';
import { reduceTerms } from '../reduce.js';
import type { Tracer } from '../tracer.js';
import { requireFits } from './kit/check.js';

export const REDUCTIONS = [
  'jnp.mean',
  'jnp.sum',
  'none',
  'jnp.mean(where)',
  'jnp.average',
  'sum(l*m)/sum(m)',
  'mean of means',
] as const;
export type Reduction = (typeof REDUCTIONS)[number];

/** Other words for them. */
const MEANS: Readonly<Record<string, Reduction>> = {
  mean: 'jnp.mean',
  sum: 'jnp.sum',
  average: 'jnp.average',
  'np.mean': 'jnp.mean',
  'np.sum': 'jnp.sum',
  'np.average': 'jnp.average',
  'jax.numpy.mean': 'jnp.mean',
  'jax.numpy.sum': 'jnp.sum',
  'jax.numpy.average': 'jnp.average',
  'mean(where)': 'jnp.mean(where)',
  '(loss*mask).sum()/mask.sum()': 'sum(l*m)/sum(m)',
  // What cases say of a loss that reduces by itself.
  own: 'jnp.mean',
  default: 'jnp.mean',
};

/** A reduction by any of its names; null leaves the array as it is. */
export function reductionNamed(value: unknown): unknown {
  if (value === null) return 'none';
  return typeof value === 'string' && Object.hasOwn(MEANS, value) ? MEANS[value] : value;
}

/** Those that a mask belongs to, even if the loss has a `where` of its own. */
export function masksScores(reduction: string): boolean {
  return !['jnp.mean', 'jnp.sum', 'none'].includes(reduction);
}

export interface Reducing {
  readonly score: Expr;
  readonly mask?: Expr;
  /** The mask is of booleans: XLA makes a choice of the product, so that what is left out may be NaN. */
  readonly chooses: boolean;
  readonly weights?: Expr;
  readonly reduction: Reduction;
  readonly title: string;
  readonly trace: Tracer;
}

/** @throws LossauditError for masks and weights that jax.numpy refuses */
export function reduceScores(reducing: Reducing): Expr {
  const { score, mask, weights, chooses, reduction, title, trace } = reducing;
  if (mask) requireFits(title, 'mask', mask, score.shape);
  if (weights) requireFits(title, 'sample_weight', weights, score.shape);
  if (reduction === 'jnp.average') return average(reducing);
  const terms = weights
    ? trace.step('weight', 'multiply by the weights', score.mul(weights), 'weighted')
    : score;
  if (reduction === 'jnp.mean(where)') return meanWhere(terms, reducing);
  if (reduction === 'sum(l*m)/sum(m)') return sumOverSum(terms, reducing);
  if (reduction === 'mean of means') return meanOfMeans(terms, reducing);
  const left = mask
    ? trace.step('mask', 'scores outside the mask are 0', times(terms, mask, chooses), 'masked')
    : terms;
  const how = ({ 'jnp.mean': 'mean', 'jnp.sum': 'sum', none: 'none' } as const)[reduction];
  return reduceTerms({ terms: left }, how, trace);
}

function meanWhere(terms: Expr, { mask, weights, title, trace }: Reducing): Expr {
  const where = mask ?? weights?.greater(0);
  if (!where) throw missing('mask', title);
  const shape = broadcastShapes([where.shape, terms.shape])!;
  const all = where.broadcastTo(shape, where.rank === shape.length && where.byRow);
  const left = trace.step('mask', 'scores outside the mask are left out', all.where(terms, 0), 'masked');
  const counted = mask ? 'scores that the mask leaves' : 'scores with a weight above 0';
  return reduceTerms({ terms: left, counts: all, counted }, 'mean', trace);
}

/** A mask does as weights of 0 and 1. */
function average({ score, mask, weights, title, trace }: Reducing): Expr {
  const by = weights && mask ? weights.mul(mask) : (weights ?? mask);
  if (!by) throw missing('sample_weight', title);
  if (!sameShape(by.shape, score.shape)) {
    const data = {
      weights: shapeText(by.shape),
      against: `scores of shape ${shapeText(score.shape)}`,
      framework: 'jnp.average',
      hint: 'Without an axis, jnp.average wants a weight for each score.',
    };
    throw new LossauditError('weights-refused', data, { where: 'sample_weight' });
  }
  const terms = trace.step('weight', 'multiply by the weights', score.mul(by), 'weighted');
  return reduceTerms({ terms, counts: by, counted: 'weights' }, 'mean', trace);
}

function sumOverSum(terms: Expr, { mask, weights, chooses, title, trace }: Reducing): Expr {
  if (!mask && !weights) throw missing('mask', title);
  const left = mask
    ? trace.step('mask', 'multiply by the mask', times(terms, mask, chooses), 'masked')
    : terms;
  const counts = mask ?? weights;
  return reduceTerms(
    { terms: left, counts, counted: mask ? 'entries of the mask that are 1' : 'weights' },
    'mean',
    trace,
  );
}

/** `jnp.mean(loss, axis=1, where=mask).mean()`: of rows without an entry NaN. */
function meanOfMeans(terms: Expr, { mask, trace }: Reducing): Expr {
  const axes = terms.shape.map((_, i) => i).slice(1);
  const left = mask ? mask.where(terms, 0) : terms;
  const counts = mask?.broadcastTo(left.shape, mask.rank === left.rank && mask.byRow);
  const rows = counts
    ? left.sum(axes).div(counts.sum(axes, { counted: 'scores of the row' }))
    : left.mean(axes);
  return reduceTerms({ terms: trace.step('row-mean', 'the mean of each row', rows, 'rows') }, 'mean', trace);
}

/** A product with 0 and 1; of booleans XLA chooses, and 0 · NaN is 0. */
function times(x: Expr, mask: Expr, chooses: boolean): Expr {
  return chooses ? mask.where(x, 0) : x.mul(mask);
}

function missing(key: string, framework: string): LossauditError {
  return new LossauditError('missing-key', { key: `${key}, which the reduction of ${framework} asks for` });
}
