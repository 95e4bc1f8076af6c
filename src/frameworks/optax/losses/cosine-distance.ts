import { constant } from '../../../expr/node.js';
import { defineLoss, pair } from '../define-loss.js';
import { COSINE, cosine } from '../kit/cosine.js';

export const cosineDistance = defineLoss({
  name: 'cosine_distance',
  source: '_regression',
  family: 'cosine-similarity',
  versions: '0.0-',
  names: { cosine_distance: '0.0-' },
  slots: pair('predictions', 'targets'),
  params: COSINE,
  score: (inputs) => constant(1).sub(cosine(inputs)),
});
