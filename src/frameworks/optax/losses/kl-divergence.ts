import { defineLoss, pair } from '../define-loss.js';
import { checked, DIVERGENCE, divergence } from '../kit/divergence.js';

export const klDivergence = defineLoss({
  name: 'kl_divergence',
  family: 'kl-divergence',
  versions: '0.1.1-',
  names: { kl_divergence: '0.1.1-' },
  slots: pair('log_predictions', 'targets'),
  params: DIVERGENCE,
  predictions: 'log-distribution',
  targets: 'distribution',
  score: (inputs) => divergence(checked(inputs), inputs),
});
