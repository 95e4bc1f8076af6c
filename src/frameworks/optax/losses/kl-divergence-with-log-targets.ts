import { defineLoss, pair } from '../define-loss.js';
import { added, checked, DIVERGENCE } from '../kit/divergence.js';

export const klDivergenceWithLogTargets = defineLoss({
  name: 'kl_divergence_with_log_targets',
  family: 'kl-divergence',
  versions: '0.1.2-',
  names: { kl_divergence_with_log_targets: '0.1.2-' },
  slots: pair('log_predictions', 'log_targets'),
  params: DIVERGENCE,
  predictions: 'log-distribution',
  always: { 'log-targets': true },
  score(inputs) {
    const { yPred: log, yTrue: logT } = checked(inputs);
    return added(logT.exp().mul(logT.sub(log)), inputs);
  },
});
