import { constant } from '../../../expr/node.js';
import { sigmoidCrossEntropy as ofLogits } from '../../math.js';
import { argumentsNamed, defineWeightedLoss } from '../../tf-losses.js';
import { LABEL_SMOOTHING, smoothed } from '../numbers.js';

export const sigmoidCrossEntropy = defineWeightedLoss({
  name: 'sigmoidCrossEntropy',
  family: 'binary-crossentropy',
  versions: '0.13-',
  names: { sigmoidCrossEntropy: '0.13-' },
  slots: argumentsNamed('multiClassLabels', 'logits'),
  params: { labelSmoothing: LABEL_SMOOTHING },
  targets: 'binary',
  predictions: 'probability',
  always: { logits: true },
  score({ yTrue, yPred, params: { labelSmoothing: a }, trace }) {
    return ofLogits(smoothed(yTrue, a, constant(0.5).mul(constant(a)), trace), yPred);
  },
});
