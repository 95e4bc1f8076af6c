import { constant } from '../../../expr/node.js';
import { defineLoss } from '../define-loss.js';
import { mean } from '../numbers.js';

export const squaredHinge = defineLoss({
  name: 'squaredHinge',
  family: 'squared-hinge',
  versions: '0.6-',
  names: { squaredHinge: '0.6-' },
  params: {},
  targets: 'plus-minus-one',
  score: ({ yTrue, yPred }) => mean(constant(1).sub(yTrue.mul(yPred)).maximum(0).square()),
});
