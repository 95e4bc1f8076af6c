import { constant } from '../../../expr/node.js';
import { sigmoidCrossEntropy as ofLogits, smoothLabels } from '../../math.js';
import { number } from '../../param.js';
import { argumentsNamed } from '../../tf-losses.js';
import { defineLoss } from '../define-loss.js';

export const sigmoidCrossEntropy = defineLoss({
  name: 'sigmoid_cross_entropy',
  family: 'binary-crossentropy',
  versions: '1.0-',
  names: { sigmoid_cross_entropy: '1.0-' },
  slots: argumentsNamed('multi_class_labels', 'logits'),
  params: { label_smoothing: number(0, { role: 'smoothing' }) },
  targets: 'binary',
  predictions: 'probability',
  always: { logits: true },
  score({ yTrue, yPred, params: { label_smoothing }, trace }) {
    // Only what is above 0 smooths.
    const a = Math.max(0, label_smoothing);
    return ofLogits(smoothLabels(yTrue, a, constant(0.5 * a), trace), yPred);
  },
});
