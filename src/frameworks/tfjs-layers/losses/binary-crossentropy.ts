import { constant } from '../../../expr/node.js';
import { sigmoidCrossEntropy } from '../../math.js';
import { defineLoss } from '../define-loss.js';
import { clipped, mean } from '../numbers.js';

export const binaryCrossentropy = defineLoss({
  name: 'binaryCrossentropy',
  family: 'binary-crossentropy',
  versions: '0.6-',
  names: { binaryCrossentropy: '0.6-' },
  params: {},
  sameShape: true,
  targets: 'binary',
  predictions: 'probability',
  clip: 1e-7,
  // Back to logits first.
  score({ yTrue, yPred, epsilon }) {
    const p = clipped(yPred, epsilon);
    return mean(sigmoidCrossEntropy(yTrue, p.div(constant(1).sub(p)).log()));
  },
});
