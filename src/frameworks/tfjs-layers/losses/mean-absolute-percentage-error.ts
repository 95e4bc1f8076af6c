import { constant } from '../../../expr/node.js';
import { defineLoss } from '../define-loss.js';
import { mean } from '../numbers.js';

export const meanAbsolutePercentageError = defineLoss({
  name: 'meanAbsolutePercentageError',
  family: 'mean-absolute-percentage-error',
  versions: '0.6-',
  names: { meanAbsolutePercentageError: '0.6-' },
  params: {},
  score: ({ yTrue, yPred, epsilon }) =>
    constant(100).mul(mean(yTrue.sub(yPred).div(yTrue.abs().maximum(epsilon)).abs())),
});
