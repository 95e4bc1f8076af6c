import { defineLoss, sumOrder } from '../define-loss.js';
import { EPSILON } from '../numbers.js';

export const meanAbsolutePercentageError = defineLoss({
  name: 'mean_absolute_percentage_error',
  family: 'mean-absolute-percentage-error',
  versions: '2.0-',
  names: {
    mean_absolute_percentage_error: '2.0-',
    mape: '2.0-',
    MAPE: '2.0-',
    MeanAbsolutePercentageError: '2.3-',
  },
  params: {},
  integers: 'refuses',
  // A target of 0 is divided by epsilon: the error counts 1e9 times.
  score({ yTrue, yPred, backend }) {
    const share = yTrue.sub(yPred).div(yTrue.abs().maximum(EPSILON)).abs();
    return share.mean(-1, { order: sumOrder(backend, share, -1) }).mul(100);
  },
});
