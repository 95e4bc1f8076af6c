import { integer, optional } from '../../param.js';
import { argumentsNamed, cosineDistanceOf, defineWeightedLoss } from '../../tf-losses.js';

export const cosineDistance = defineWeightedLoss({
  name: 'cosineDistance',
  family: 'cosine-similarity',
  versions: '0.13-',
  names: { cosineDistance: '0.13-' },
  example: { params: { axis: 1 } },
  slots: argumentsNamed('labels', 'predictions'),
  // Left out, it is undefined, and tf.sum adds up everything.
  params: { axis: optional(integer(0, { role: 'class-axis' })) },
  score: ({ yTrue, yPred, params: { axis } }) => cosineDistanceOf(yTrue, yPred, axis, 'doubles'),
});
