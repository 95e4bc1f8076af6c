import { constant } from '../../../expr/node.js';
import { defineLoss, pair } from '../define-loss.js';
import { stretched } from '../kit/errors.js';

export const hingeLoss = defineLoss({
  name: 'hinge_loss',
  family: 'hinge',
  versions: '0.1.4-',
  names: { hinge_loss: '0.1.4-' },
  slots: pair('predictor_outputs', 'targets'),
  params: {},
  targets: 'plus-minus-one',
  score(inputs) {
    const { yPred, yTrue } = stretched({ ...inputs, yTrue: inputs.yTrue! });
    return constant(1).sub(yPred.mul(yTrue)).maximum(0);
  },
});
