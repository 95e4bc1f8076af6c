import { constant } from '../../../expr/node.js';
import { defineLoss } from '../define-loss.js';
import { mean } from '../numbers.js';

export const hinge = defineLoss({
  name: 'hinge',
  family: 'hinge',
  versions: '0.6-',
  names: { hinge: '0.6-' },
  params: {},
  // 0 and 1 are not converted.
  targets: 'plus-minus-one',
  score: ({ yTrue, yPred }) => mean(constant(1).sub(yTrue.mul(yPred)).maximum(0)),
});
