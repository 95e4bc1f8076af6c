import { constant, type Expr } from '../../../expr/node.js';
import { defineLoss } from '../define-loss.js';
import { mean } from '../numbers.js';

export const meanSquaredLogarithmicError = defineLoss({
  name: 'meanSquaredLogarithmicError',
  family: 'mean-squared-logarithmic-error',
  versions: '0.6-',
  names: { meanSquaredLogarithmicError: '0.6-' },
  params: {},
  score: ({ yTrue, yPred, epsilon }) => {
    const logarithm = (x: Expr) => constant(1).add(x.maximum(epsilon)).log();
    return mean(logarithm(yPred).sub(logarithm(yTrue)).square());
  },
});
