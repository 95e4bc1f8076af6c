import { constant } from '../../../expr/node.js';
import { defineLoss, sumOrder } from '../define-loss.js';
import { CLIP, EPSILON } from '../numbers.js';

export const klDivergence = defineLoss({
  name: 'kl_divergence',
  family: 'kl-divergence',
  versions: '2.0-',
  names: {
    kl_divergence: '2.4-',
    kullback_leibler_divergence: '2.0-2.15',
    kld: '2.0-',
    KLD: '2.0-',
    KLDivergence: '2.3-',
  },
  params: {},
  targets: 'distribution',
  predictions: 'distribution',
  clip: CLIP,
  integers: 'refuses',
  score({ yTrue, yPred, backend }) {
    const t = yTrue.clip(EPSILON, constant(1));
    const p = yPred.clip(EPSILON, constant(1));
    return t.mul(t.div(p).log()).sum(-1, { order: sumOrder(backend, p, -1) });
  },
});
