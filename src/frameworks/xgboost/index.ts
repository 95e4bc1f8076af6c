/**
 * The metrics of XGBoost, and its objectives by the metric that each prints. A metric is one line in METRICS.
 */

import type { Expr } from '../../expr/node.js';
import { PLAIN_LOOPS } from '../../loops/plain.js';
import { looked } from '../align.js';
import { type Boosting, boostingObjective, type Metric, metricOf } from '../boosting.js';
import { defineFramework } from '../define-framework.js';
import { KNOWN } from '../known.js';
import { LINKS } from './define-loss.js';
import { error } from './losses/error.js';
import { gammaDeviance } from './losses/gamma-deviance.js';
import { gammaNloglik } from './losses/gamma-nloglik.js';
import { logloss } from './losses/logloss.js';
import { mae } from './losses/mae.js';
import { mape } from './losses/mape.js';
import { merror } from './losses/merror.js';
import { mlogloss } from './losses/mlogloss.js';
import { mphe } from './losses/mphe.js';
import { poissonNloglik } from './losses/poisson-nloglik.js';
import { quantile } from './losses/quantile.js';
import { rmse } from './losses/rmse.js';
import { rmsle } from './losses/rmsle.js';
import { tweedieNloglik } from './losses/tweedie-nloglik.js';

const of = metricOf.bind(undefined, LINKS);

const METRICS: readonly Metric[] = [
  rmse,
  mae,
  mape,
  rmsle,
  mphe,
  quantile,
  logloss,
  mlogloss,
  error,
  merror,
  poissonNloglik,
  gammaNloglik,
  gammaDeviance,
  tweedieNloglik,
];

/** DefaultEvalMetric of src/objective. */
const OBJECTIVES: readonly Metric[] = [
  of('reg:squarederror', rmse),
  of('reg:squaredlogerror', rmsle),
  of('reg:logistic', rmse),
  of('reg:pseudohubererror', mphe),
  of('reg:absoluteerror', mae),
  of('reg:quantileerror', quantile),
  of('binary:logistic', logloss),
  of('binary:logitraw', logloss),
  of('binary:hinge', error),
  of('count:poisson', poissonNloglik),
  of('reg:gamma', gammaDeviance),
  of('reg:tweedie', tweedieNloglik, {
    said: ({ tweedie_variance_power: rho }) => ({ rho }),
  }),
  of('multi:softprob', mlogloss),
  of('multi:softmax', mlogloss),
];

const LARGEST = Number.MAX_VALUE;

const boosting: Boosting = {
  links: LINKS,
  nothingIsZero: true,
  manyTargets: (objective) => !objective.startsWith('multi:') && objective !== 'reg:quantileerror',
  prepare: ({ y, raw, weights }, metric, _objective, who) => ({
    y: y.within(-LARGEST, LARGEST, 'y_true', who, { wanted: 'finite labels' }),
    raw,
    weights: weights && checkedWeights(weights, metric, who),
  }),
};

/** The quantile loss alone refuses weights that are all 0. @throws LossauditError when they are met */
function checkedWeights(w: Expr, { family }: Metric, who: string): Expr {
  const some = w.within(0, LARGEST, 'sample_weight', who, { wanted: 'weights of at least 0' });
  if (family !== 'quantile') return some;
  return looked(some, { who, what: 'sample_weight', finite: false, all: true, divides: false });
}

export const xgboost = defineFramework({
  ...KNOWN.xgboost,
  versions: ['3.2.0'],
  means: { '3': '3.2.0' },
  losses: [...METRICS, ...OBJECTIVES],
  others: {
    auc: '',
    aucpr: '',
    ndcg: '',
    map: '',
    pre: '',
    'aft-nloglik': '',
    'interval-regression-accuracy': '',
    'cox-nloglik': '',
    expectile: '3.2-',
    'rank:ndcg': '',
    'rank:map': '',
    'rank:pairwise': '',
    'survival:aft': '',
    'survival:cox': '',
  },
  dividesByWeights: 'every metric',
  policies: [{ versions: '3.2', reductions: ['mean'] }],
  source: ({ columns }) => `src/metric/${columns ? 'multiclass' : 'elementwise'}_metric.cu`,
  dtype: 'float32',
  slots: { sample_weight: { optional: true, aliases: ['weight'] } },
  settings: () => ({}),
  objective: (request, metric, release, context) =>
    boostingObjective(boosting, request, metric, release, context),
  wholeData: true,
  loop: () => PLAIN_LOOPS[0]!,
});
