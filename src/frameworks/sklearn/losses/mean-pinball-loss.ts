import { LossauditError } from '../../../errors.js';
import { pinball } from '../../math.js';
import { number } from '../../param.js';
import { COLUMN_REDUCTIONS, defineLoss, MULTIOUTPUT, NUMBERS } from '../define-loss.js';

export const meanPinballLoss = defineLoss({
  name: 'mean_pinball_loss',
  family: 'quantile',
  versions: '1.0-',
  names: { mean_pinball_loss: '1.0-' },
  slots: NUMBERS,
  reductions: COLUMN_REDUCTIONS,
  params: { alpha: number(0.5, { role: 'threshold' }), ...MULTIOUTPUT },
  targets2d: 'columns',
  checksWeights: '1.7',
  score({ yTrue, yPred, params: { alpha }, version }) {
    // 1.1 and 1.2 look at no parameter.
    if (version.atLeast('1.3') && !(alpha >= 0 && alpha <= 1)) {
      const data = { name: 'alpha', value: String(alpha), wanted: 'a number from 0 to 1' };
      throw new LossauditError('bad-param', data, { where: 'params.alpha' });
    }
    return pinball(yTrue.sub(yPred), alpha);
  },
});
