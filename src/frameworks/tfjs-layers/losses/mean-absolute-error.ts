import { defineLoss } from '../define-loss.js';
import { mean } from '../numbers.js';

export const meanAbsoluteError = defineLoss({
  name: 'meanAbsoluteError',
  family: 'mean-absolute-error',
  versions: '0.6-',
  names: { meanAbsoluteError: '0.6-' },
  params: {},
  score: ({ yTrue, yPred }) => mean(yPred.sub(yTrue).abs()),
});
