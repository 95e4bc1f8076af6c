import type { Expr } from '../../../expr/node.js';
import { defineLoss, sumOrder } from '../define-loss.js';
import { EPSILON } from '../numbers.js';

export const meanSquaredLogarithmicError = defineLoss({
  name: 'mean_squared_logarithmic_error',
  family: 'mean-squared-logarithmic-error',
  versions: '2.0-',
  names: {
    mean_squared_logarithmic_error: '2.0-',
    msle: '2.0-',
    MSLE: '2.0-',
    MeanSquaredLogarithmicError: '2.3-',
  },
  params: {},
  integers: 'refuses',
  score({ yTrue, yPred, backend }) {
    const squares = logarithm(yPred).sub(logarithm(yTrue)).square();
    return squares.mean(-1, { order: sumOrder(backend, squares, -1) });
  },
});

/** Values below epsilon, all negative ones too, count as epsilon. */
function logarithm(x: Expr): Expr {
  return x.maximum(EPSILON).add(1).log();
}
