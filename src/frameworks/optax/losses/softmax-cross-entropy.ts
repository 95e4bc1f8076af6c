import { defineLoss, pair } from '../define-loss.js';
import { CATEGORICAL, crossEntropy, smoothed } from '../kit/categorical.js';
import { requireFloating } from '../kit/check.js';

export const softmaxCrossEntropy = defineLoss({
  name: 'softmax_cross_entropy',
  family: 'categorical-crossentropy',
  versions: '0.0-',
  names: { softmax_cross_entropy: '0.0-' },
  slots: pair('logits', 'labels'),
  params: CATEGORICAL,
  targets: 'distribution',
  predictions: 'distribution',
  always: { logits: true },
  score(inputs) {
    requireFloating(inputs, 'y_pred');
    return crossEntropy({ ...inputs, yTrue: smoothed(inputs) });
  },
});
