import { defineLoss } from '../define-loss.js';
import { mean } from '../numbers.js';

export const poisson = defineLoss({
  name: 'poisson',
  family: 'poisson',
  versions: '0.6-',
  names: { poisson: '0.6-' },
  params: {},
  score: ({ yTrue, yPred, epsilon }) => mean(yPred.sub(yTrue.mul(epsilon.add(yPred).log()))),
});
