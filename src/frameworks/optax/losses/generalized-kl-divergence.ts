import { defineLoss, pair } from '../define-loss.js';
import { added, checked, DIVERGENCE, divergence } from '../kit/divergence.js';

export const generalizedKlDivergence = defineLoss({
  name: 'generalized_kl_divergence',
  family: 'kl-divergence',
  apart: true,
  versions: '0.1.5-',
  names: { generalized_kl_divergence: '0.2.7-', convex_kl_divergence: '0.1.5-' },
  slots: pair('log_predictions', 'targets'),
  params: DIVERGENCE,
  predictions: 'log-distribution',
  score(inputs) {
    const pair = checked(inputs);
    const mass = added(pair.yPred.exp().sub(pair.yTrue), inputs);
    return divergence(pair, inputs).add(mass);
  },
});
