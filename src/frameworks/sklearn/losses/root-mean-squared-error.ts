import { COLUMN_REDUCTIONS, defineLoss, MULTIOUTPUT, NUMBERS } from '../define-loss.js';
import { meanSquaredError } from './mean-squared-error.js';

export const rootMeanSquaredError = defineLoss({
  name: 'root_mean_squared_error',
  family: 'root-mean-squared-error',
  versions: '1.4-',
  names: { root_mean_squared_error: '1.4-' },
  slots: NUMBERS,
  reductions: COLUMN_REDUCTIONS,
  params: MULTIOUTPUT,
  targets2d: 'columns',
  checksWeights: '1.7',
  weighsOneColumn: true,
  scores: 'squared error',
  root: () => true,
  score: ({ params, ...inputs }) =>
    meanSquaredError.score({ ...inputs, params: { ...params, squared: true } }),
});
