import { defineLoss, sumOrder } from '../define-loss.js';

export const meanAbsoluteError = defineLoss({
  name: 'mean_absolute_error',
  family: 'mean-absolute-error',
  versions: '2.0-',
  names: { mean_absolute_error: '2.0-', mae: '2.0-', MAE: '2.0-', MeanAbsoluteError: '2.3-' },
  params: {},
  integers: 'computes',
  score({ yTrue, yPred, backend }) {
    return yPred
      .sub(yTrue)
      .abs()
      .mean(-1, { order: sumOrder(backend, yPred, -1) });
  },
});
