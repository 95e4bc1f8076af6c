import { COLUMN_REDUCTIONS, defineLoss, MULTIOUTPUT, NUMBERS } from '../define-loss.js';
import { squaredLogError } from './mean-squared-log-error.js';

export const rootMeanSquaredLogError = defineLoss({
  name: 'root_mean_squared_log_error',
  family: 'root-mean-squared-logarithmic-error',
  versions: '1.4-',
  names: { root_mean_squared_log_error: '1.4-' },
  slots: NUMBERS,
  reductions: COLUMN_REDUCTIONS,
  params: MULTIOUTPUT,
  targets2d: 'columns',
  checksWeights: '1.7',
  scores: 'squared difference of the logarithms',
  root: () => true,
  score: squaredLogError,
});
