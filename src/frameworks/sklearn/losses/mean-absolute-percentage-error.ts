import { constant } from '../../../expr/node.js';
import { COLUMN_REDUCTIONS, defineLoss, MULTIOUTPUT, NUMBERS } from '../define-loss.js';

/** np.finfo(np.float64).eps, whatever the arrays are. There is no factor of 100. */
const EPS = 2 ** -52;

export const meanAbsolutePercentageError = defineLoss({
  name: 'mean_absolute_percentage_error',
  family: 'mean-absolute-percentage-error',
  versions: '0.24-',
  names: { mean_absolute_percentage_error: '0.24-' },
  slots: NUMBERS,
  reductions: COLUMN_REDUCTIONS,
  params: MULTIOUTPUT,
  targets2d: 'columns',
  checksWeights: '1.7',
  score: ({ yTrue, yPred }) =>
    yPred
      .sub(yTrue)
      .abs()
      .div(yTrue.abs().maximum(constant(EPS))),
});
