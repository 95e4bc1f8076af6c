import { flag } from '../../param.js';
import { COLUMN_REDUCTIONS, defineLoss, MULTIOUTPUT, NUMBERS, type ScoreInputs } from '../define-loss.js';
import { above } from '../numbers.js';

export const meanSquaredLogError = defineLoss({
  name: 'mean_squared_log_error',
  family: 'mean-squared-logarithmic-error',
  versions: '',
  names: { mean_squared_log_error: '' },
  slots: NUMBERS,
  reductions: COLUMN_REDUCTIONS,
  params: { ...MULTIOUTPUT, squared: flag(true, { versions: '-1.5' }) },
  targets2d: 'columns',
  checksWeights: '1.7',
  root: ({ params }) => !params.squared,
  score: squaredLogError,
});

/** Values below 0 are refused up to 1.5, from -1 down later. */
export function squaredLogError({ yTrue, yPred, version, who }: Omit<ScoreInputs, 'params'>) {
  const log = (x: typeof yTrue, what: string) => {
    if (version.atLeast('1.6')) return above(x, -1, what, who).log1p();
    return x.within(0, Number.MAX_VALUE, what, who, { wanted: 'no negative values' }).log1p();
  };
  return log(yTrue, 'y_true').sub(log(yPred, 'y_pred')).square();
}
