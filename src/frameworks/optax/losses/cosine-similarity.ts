import { defineLoss, pair } from '../define-loss.js';
import { COSINE, cosine } from '../kit/cosine.js';

export const cosineSimilarity = defineLoss({
  name: 'cosine_similarity',
  source: '_regression',
  family: 'cosine-similarity',
  versions: '0.0-',
  names: { cosine_similarity: '0.0-' },
  slots: pair('predictions', 'targets'),
  params: COSINE,
  // Not negated: 1 is the best value.
  score: cosine,
});
