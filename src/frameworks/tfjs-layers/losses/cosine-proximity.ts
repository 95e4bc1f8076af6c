import type { Expr } from '../../../expr/node.js';
import { defineLoss } from '../define-loss.js';
import { sum } from '../numbers.js';

export const cosineProximity = defineLoss({
  name: 'cosineProximity',
  family: 'cosine-similarity',
  versions: '0.6-',
  names: { cosineProximity: '0.6-' },
  params: {},
  // Rows are normalised before they meet: a column is a row of one.
  prepare: ({ yTrue, yPred, epsilon }) => ({
    yTrue: normalized(yTrue, epsilon),
    yPred: normalized(yPred, epsilon),
  }),
  // Negated: −1 is the best value.
  score: ({ yTrue, yPred }) => sum(yTrue.mul(yPred)).neg(),
});

/** x / √max(Σx², ε) */
function normalized(x: Expr, epsilon: Expr): Expr {
  const squares = sum(x.square(), -1, true);
  return x.div(squares.maximum(epsilon).sqrt()).as('l2_normalize', [x], 'axis=-1');
}
