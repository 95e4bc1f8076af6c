import { defineLoss } from '../define-loss.js';
import { mean } from '../numbers.js';

export const meanSquaredError = defineLoss({
  name: 'meanSquaredError',
  family: 'mean-squared-error',
  versions: '0.6-',
  names: { meanSquaredError: '0.6-' },
  params: {},
  score: ({ yTrue, yPred }) => mean(yPred.sub(yTrue).square()),
});
