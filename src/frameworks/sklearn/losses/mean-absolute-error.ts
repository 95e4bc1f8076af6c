import { COLUMN_REDUCTIONS, defineLoss, MULTIOUTPUT, NUMBERS } from '../define-loss.js';

export const meanAbsoluteError = defineLoss({
  name: 'mean_absolute_error',
  family: 'mean-absolute-error',
  versions: '',
  names: { mean_absolute_error: '' },
  slots: NUMBERS,
  reductions: COLUMN_REDUCTIONS,
  params: MULTIOUTPUT,
  targets2d: 'columns',
  checksWeights: '1.7',
  score: ({ yTrue, yPred }) => yPred.sub(yTrue).abs(),
});
