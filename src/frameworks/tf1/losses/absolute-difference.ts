import { argumentsNamed } from '../../tf-losses.js';
import { defineLoss } from '../define-loss.js';
import { FLOAT32 } from '../numbers.js';

export const absoluteDifference = defineLoss({
  name: 'absolute_difference',
  family: 'mean-absolute-error',
  versions: '1.0-',
  names: { absolute_difference: '1.0-' },
  slots: argumentsNamed('labels', 'predictions'),
  params: {},
  computesIn: FLOAT32,
  score: ({ yTrue, yPred }) => yPred.sub(yTrue).abs(),
});
