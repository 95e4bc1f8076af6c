import { defineLoss, sumOrder } from '../define-loss.js';
import { EPSILON } from '../numbers.js';

export const poisson = defineLoss({
  name: 'poisson',
  family: 'poisson',
  versions: '2.0-',
  names: { poisson: '2.0-', Poisson: '2.3-' },
  params: {},
  integers: 'refuses',
  score({ yTrue, yPred, backend }) {
    const elements = yPred.sub(yTrue.mul(yPred.add(EPSILON).log()));
    return elements.mean(-1, { order: sumOrder(backend, elements, -1) });
  },
});
