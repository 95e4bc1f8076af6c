import { flag } from '../../param.js';
import { COLUMN_REDUCTIONS, defineLoss, MULTIOUTPUT, NUMBERS } from '../define-loss.js';

export const meanSquaredError = defineLoss({
  name: 'mean_squared_error',
  family: 'mean-squared-error',
  versions: '',
  names: { mean_squared_error: '' },
  slots: NUMBERS,
  reductions: COLUMN_REDUCTIONS,
  params: { ...MULTIOUTPUT, squared: flag(true, { versions: '-1.5' }) },
  targets2d: 'columns',
  checksWeights: '1.7',
  root: ({ params }) => !params.squared,
  score: ({ yTrue, yPred }) => yTrue.sub(yPred).square(),
});
