import type { Expr } from '../../../expr/node.js';
import { defineLoss } from '../define-loss.js';

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
  score: ({ yTrue, yPred }) => yTrue.mul(yPred).sum(-1).neg(),
});

/** x / √max(Σx², ε) */
function normalized(x: Expr, epsilon: Expr): Expr {
  const squares = x.square().sum(-1, { keepDims: true });
  return x.div(squares.maximum(epsilon).sqrt()).as('l2_normalize', [x], 'axis=-1');
}
