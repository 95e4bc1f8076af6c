import { defineLoss } from '../define-loss.js';
import { sum } from '../numbers.js';

export const kullbackLeiblerDivergence = defineLoss({
  name: 'kullbackLeiblerDivergence',
  family: 'kl-divergence',
  versions: '0.6-',
  names: { kullbackLeiblerDivergence: '0.6-' },
  params: {},
  targets: 'distribution',
  predictions: 'distribution',
  // The targets before the logarithm are not clipped.
  score: ({ yTrue, yPred, epsilon }) =>
    sum(yTrue.mul(yTrue.clip(epsilon, 1).div(yPred.clip(epsilon, 1)).log())),
});
