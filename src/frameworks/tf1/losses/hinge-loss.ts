import { argumentsNamed, hingeOfBits } from '../../tf-losses.js';
import { defineLoss } from '../define-loss.js';
import { FLOAT32 } from '../numbers.js';

export const hingeLoss = defineLoss({
  name: 'hinge_loss',
  family: 'hinge',
  versions: '1.0-',
  names: { hinge_loss: '1.0-' },
  slots: argumentsNamed('labels', 'logits'),
  params: {},
  computesIn: FLOAT32,
  targets: 'binary',
  score: ({ yTrue, yPred }) => hingeOfBits(yTrue, yPred),
});
