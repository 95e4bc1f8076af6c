/** From the terms that a loss adds up to its number. */
import type { Expr } from '../expr/node.js';
import type { Tracer } from './tracer.js';

/** What a loss adds up, and what its mean counts: others.md, "the seven denominators". */
export interface Terms {
  readonly terms: Expr;
  /** The mean divides by their sum; by the number of terms where a loss says nothing. */
  readonly counts?: Expr;
  /** Of counts that add up to 0 the mean is NaN, whatever stands above. */
  readonly nanWithoutCounts?: true;
  /** What they count, for the ledger: `weights of the targets that are not ignored`. */
  readonly counted?: string;
}

/** @param reduction `none` is shown as the mean, which training loops make of it */
export function reduceTerms(
  { terms, counts, counted, nanWithoutCounts }: Terms,
  reduction: 'mean' | 'sum' | 'none',
  trace: Tracer,
): Expr {
  const all = countedIn(terms.rank);
  if (reduction === 'sum')
    return trace.step('batch-sum', 'add up all scores', terms.sum(undefined, { counted: all }), 'loss');
  if (reduction === 'none')
    return trace.step(
      'shown-mean',
      'nothing is reduced; the mean is shown',
      terms.mean(undefined, { counted: all }),
      'loss',
    );
  const whole = counts?.sum(undefined, { counted });
  const divisor =
    nanWithoutCounts && counts ? whole?.equal(0).where(Number.NaN, whole).as('sum', [counts]) : whole;
  const mean = divisor
    ? terms.sum(undefined, { counted: all }).div(divisor)
    : terms.mean(undefined, { counted: counted ?? all });
  return trace.step(
    'batch-mean',
    `divide by the ${counts ? `sum of the ${counted}` : 'number of scores'}`,
    mean,
    'loss',
  );
}

/** What the elements of a score of this rank are. */
export function countedIn(rank: number): string {
  return rank === 0 ? 'one score' : rank === 1 ? 'all samples' : 'all scores (samples × positions)';
}
