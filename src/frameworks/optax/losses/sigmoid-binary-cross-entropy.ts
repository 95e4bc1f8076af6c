import { defineLoss, pair } from '../define-loss.js';
import { binaryCrossEntropy } from '../kit/binary.js';
import { requireFloating } from '../kit/check.js';
import { stretched } from '../kit/errors.js';

export const sigmoidBinaryCrossEntropy = defineLoss({
  name: 'sigmoid_binary_cross_entropy',
  family: 'binary-crossentropy',
  versions: '0.0-',
  names: { sigmoid_binary_cross_entropy: '0.0-', binary_logistic_loss: '0.2.2-' },
  slots: pair('logits', 'labels'),
  params: {},
  targets: 'binary',
  predictions: 'probability',
  always: { logits: true },
  score(inputs) {
    requireFloating(inputs, 'y_pred');
    const { yPred: x, yTrue: y } = stretched({ ...inputs, yTrue: inputs.yTrue! });
    return binaryCrossEntropy(x, y);
  },
});
