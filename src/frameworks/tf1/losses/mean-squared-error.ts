import { argumentsNamed } from '../../tf-losses.js';
import { defineLoss } from '../define-loss.js';
import { FLOAT32 } from '../numbers.js';

export const meanSquaredError = defineLoss({
  name: 'mean_squared_error',
  family: 'mean-squared-error',
  versions: '1.0-',
  names: { mean_squared_error: '1.0-' },
  slots: argumentsNamed('labels', 'predictions'),
  params: {},
  computesIn: FLOAT32,
  score: ({ yTrue, yPred }) => yPred.sub(yTrue).square(),
});
