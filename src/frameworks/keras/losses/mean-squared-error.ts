import { defineLoss, sumOrder } from '../define-loss.js';

export const meanSquaredError = defineLoss({
  name: 'mean_squared_error',
  family: 'mean-squared-error',
  versions: '2.0-',
  names: { mean_squared_error: '2.0-', mse: '2.0-', MSE: '2.0-', MeanSquaredError: '2.3-' },
  params: {},
  integers: 'computes',
  score({ yTrue, yPred, backend }) {
    return yPred
      .sub(yTrue)
      .square()
      .mean(-1, { order: sumOrder(backend, yPred, -1) });
  },
});
