import { broadcastPair } from '../../align.js';
import { defineLoss, pair } from '../define-loss.js';
import { SMOOTHING, smoothed } from '../kit/categorical.js';
import { requireFits, requireFloating } from '../kit/check.js';
import { logSoftmax } from '../kit/numbers.js';

export const safeSoftmaxCrossEntropy = defineLoss({
  name: 'safe_softmax_cross_entropy',
  family: 'categorical-crossentropy',
  versions: '0.2.3-',
  names: { safe_softmax_cross_entropy: '0.2.3-' },
  slots: pair('logits', 'labels'),
  params: SMOOTHING,
  targets: 'distribution',
  predictions: 'distribution',
  always: { logits: true },
  // A class that is no target costs 0, even where its logit is −∞.
  score(inputs) {
    const { yPred, title, trace } = inputs;
    requireFloating(inputs, 'y_pred');
    const why = 'logarithms of the probabilities';
    const logs = trace.step('log-softmax', why, logSoftmax(yPred, -1), 'log_p');
    const target = smoothed(inputs);
    requireFits(title, 'y_true', target, logs.shape);
    const { yTrue: y, yPred: log } = broadcastPair({ yTrue: target, yPred: logs }, trace);
    return y.notEqual(0).where(y.mul(log), 0).sum(-1).neg();
  },
});
