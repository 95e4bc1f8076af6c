/** The losses of sklearn.metrics, 1.1 – 1.9. A loss is one line in LOSSES. */

import { PLAIN_LOOPS } from '../../loops/plain.js';
import { defineFramework } from '../define-framework.js';
import { KNOWN } from '../known.js';
import type { SklearnLoss } from './define-loss.js';
import { brierScoreLoss } from './losses/brier-score-loss.js';
import { hammingLoss } from './losses/hamming-loss.js';
import { hingeLoss } from './losses/hinge-loss.js';
import { logLoss } from './losses/log-loss.js';
import { maxError } from './losses/max-error.js';
import { meanAbsoluteError } from './losses/mean-absolute-error.js';
import { meanAbsolutePercentageError } from './losses/mean-absolute-percentage-error.js';
import { meanGammaDeviance } from './losses/mean-gamma-deviance.js';
import { meanPinballLoss } from './losses/mean-pinball-loss.js';
import { meanPoissonDeviance } from './losses/mean-poisson-deviance.js';
import { meanSquaredError } from './losses/mean-squared-error.js';
import { meanSquaredLogError } from './losses/mean-squared-log-error.js';
import { meanTweedieDeviance } from './losses/mean-tweedie-deviance.js';
import { medianAbsoluteError } from './losses/median-absolute-error.js';
import { rootMeanSquaredError } from './losses/root-mean-squared-error.js';
import { rootMeanSquaredLogError } from './losses/root-mean-squared-log-error.js';
import { zeroOneLoss } from './losses/zero-one-loss.js';
import { sklearnObjective } from './objective.js';

const LOSSES: readonly SklearnLoss[] = [
  logLoss,
  brierScoreLoss,
  hingeLoss,
  zeroOneLoss,
  hammingLoss,
  meanSquaredError,
  rootMeanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogError,
  rootMeanSquaredLogError,
  medianAbsoluteError,
  maxError,
  meanPinballLoss,
  meanPoissonDeviance,
  meanGammaDeviance,
  meanTweedieDeviance,
];

/** Other measures of sklearn.metrics that are losses or say how large one is. */
const OTHERS = {
  d2_log_loss_score: '1.5-',
  d2_brier_score: '1.8-',
  d2_tweedie_score: '1.0-',
  d2_pinball_score: '1.1-',
  d2_absolute_error_score: '1.1-',
  label_ranking_loss: '',
  coverage_error: '',
};

export const sklearn = defineFramework({
  ...KNOWN.sklearn,
  versions: ['1.1.3', '1.2.2', '1.3.2', '1.4.2', '1.5.2', '1.6.1', '1.7.2', '1.8.0', '1.9.1'],
  means: { '1': '1.9.1' },
  losses: LOSSES,
  others: OTHERS,
  source: ({ targets2d }) =>
    `sklearn/metrics/_${targets2d === 'samples' ? 'classification' : 'regression'}.py`,
  dividesByWeights: 'every metric',
  policies: [
    // Clips at 1e-15; later at the spacing of the dtype.
    { versions: '1.1', reductions: ['mean'] },
    // Rows of probabilities are divided by their sum.
    { versions: '1.2-1.4', reductions: ['mean'] },
    { versions: '1.5-1.6', reductions: ['mean'] },
    // Probabilities beyond 0 and 1 are refused.
    { versions: '1.7-1.8', reductions: ['mean'] },
    // Weights that are all 0 are refused by name.
    { versions: '1.9', reductions: ['mean'] },
  ],
  dtype: 'float64',
  slots: { sample_weight: { optional: true } },
  settings: () => ({}),
  objective: sklearnObjective,
  wholeData: true,
  loop: () => PLAIN_LOOPS[0]!,
});
