import { constant } from '../../../expr/node.js';
import { number } from '../../param.js';
import { defineLoss, pair } from '../define-loss.js';
import { CATEGORICAL, crossEntropy, smoothed } from '../kit/categorical.js';
import { requireFits, requireFloating } from '../kit/check.js';
import { axesOf, softmax, sumWhere } from '../kit/numbers.js';

export const polyLossCrossEntropy = defineLoss({
  name: 'poly_loss_cross_entropy',
  family: 'poly-crossentropy',
  versions: '0.1.7-',
  names: { poly_loss_cross_entropy: '0.1.7-' },
  slots: pair('logits', 'labels'),
  params: { epsilon: number(2), ...CATEGORICAL },
  targets: 'distribution',
  predictions: 'distribution',
  always: { logits: true },
  score(inputs) {
    const { yPred, where, params, dtype, title } = inputs;
    requireFloating(inputs, 'y_pred', 'y_true');
    // Here `where` meets the logits as it is, while the cross-entropy takes [N] as rows.
    if (where) requireFits(title, 'mask', where, yPred.shape);
    const target = smoothed(inputs);
    const entropy = crossEntropy({ ...inputs, yTrue: target });
    const missed = target.mul(constant(1).sub(softmax(yPred, params.axis, dtype, where)));
    return entropy.add(constant(params.epsilon).mul(sumWhere(missed, axesOf(missed, params.axis), where)));
  },
});
