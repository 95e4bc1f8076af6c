import { constant } from '../../../expr/node.js';
import { defineLoss } from '../define-loss.js';
import { sum } from '../numbers.js';

export const categoricalHinge = defineLoss({
  name: 'categoricalHinge',
  family: 'categorical-hinge',
  versions: '0.6-',
  names: { categoricalHinge: '0.6-' },
  params: {},
  targets: 'distribution',
  score({ yTrue, yPred }) {
    const right = sum(yTrue.mul(yPred));
    const wrong = constant(1).sub(yTrue).mul(yPred).max(-1);
    return constant(1).add(wrong.sub(right)).maximum(0);
  },
});
