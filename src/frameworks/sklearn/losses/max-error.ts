import { defineLoss } from '../define-loss.js';
import { meanAbsoluteError } from './mean-absolute-error.js';

export const maxError = defineLoss({
  name: 'max_error',
  family: 'max-error',
  versions: '0.20-',
  names: { max_error: '0.20-' },
  params: {},
  targets2d: 'column',
  withoutWeights: true,
  score: ({ params, ...inputs }) =>
    meanAbsoluteError.score({ ...inputs, params: { multioutput: 'uniform_average', ...params } }),
  reduce: (scores) => scores.max(0),
});
