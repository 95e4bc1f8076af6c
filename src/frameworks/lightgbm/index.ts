/** The metrics of LightGBM, and the objectives whose name is no metric's. A metric is one line in METRICS. */

import type { Expr } from '../../expr/node.js';
import { PLAIN_LOOPS } from '../../loops/plain.js';
import { looked } from '../align.js';
import { type Boosting, boostingObjective, type Metric, metricOf } from '../boosting.js';
import { defineFramework } from '../define-framework.js';
import { KNOWN } from '../known.js';
import { LINKS } from './define-loss.js';
import { binaryError } from './losses/binary-error.js';
import { binaryLogloss } from './losses/binary-logloss.js';
import { crossEntropy } from './losses/cross-entropy.js';
import { crossEntropyLambda } from './losses/cross-entropy-lambda.js';
import { fair } from './losses/fair.js';
import { gamma } from './losses/gamma.js';
import { gammaDeviance } from './losses/gamma-deviance.js';
import { huber } from './losses/huber.js';
import { kullbackLeibler } from './losses/kullback-leibler.js';
import { l1 } from './losses/l1.js';
import { l2 } from './losses/l2.js';
import { mape } from './losses/mape.js';
import { multiError } from './losses/multi-error.js';
import { multiLogloss } from './losses/multi-logloss.js';
import { poisson } from './losses/poisson.js';
import { quantile } from './losses/quantile.js';
import { rmse } from './losses/rmse.js';
import { tweedie } from './losses/tweedie.js';

const of = metricOf.bind(undefined, LINKS);

const METRICS: readonly Metric[] = [
  l2,
  rmse,
  l1,
  mape,
  huber,
  fair,
  quantile,
  poisson,
  gamma,
  gammaDeviance,
  tweedie,
  binaryLogloss,
  binaryError,
  crossEntropy,
  crossEntropyLambda,
  kullbackLeibler,
  multiLogloss,
  multiError,
];

/** A name that a metric has, too, is the metric's: `objective` says whether y_pred is raw scores there. */
const OBJECTIVES: readonly Metric[] = [
  of('binary', binaryLogloss),
  of('multiclass', multiLogloss, { aliases: ['softmax'], without: ['sigmoid'] }),
  of('multiclassova', multiLogloss, { aliases: ['multiclass_ova', 'ova', 'ovr'], apart: true }),
];

const LARGEST = Number.MAX_VALUE;

const boosting: Boosting = {
  links: LINKS,
  nothingIsZero: false,
  // include/LightGBM/utils/common.h, AvoidInf: NaN is 0, and what is larger than a bound is the bound.
  prepare({ y, raw, weights }, metric, objective, who) {
    return {
      y: labels(avoidInf(y, 1e38), metric, objective, who),
      raw: avoidInf(raw, 1e300),
      weights: weights && checkedWeights(avoidInf(weights, 1e38), metric, who),
    };
  },
};

function avoidInf(x: Expr, most: number): Expr {
  return x.equal(x).where(x.clip(-most, most), 0).as('avoid_inf', [x]);
}

const COUNTED = ['poisson', 'tweedie', 'gamma'];

/** What the objective refuses, and then the metric. @throws LossauditError when they are met */
function labels(given: Expr, { name }: Metric, objective: string, who: string): Expr {
  let y = given;
  if (COUNTED.includes(objective)) {
    y = y.within(0, LARGEST, 'y_true', who, { wanted: 'no negative labels' });
    y = looked(y, { who, what: 'y_true', finite: false, all: true, divides: false });
  }
  if (/^(?:cross_entropy|kullback)/.test(name) || objective.startsWith('cross_entropy'))
    y = y.within(0, 1, 'y_true', who, { wanted: 'labels from 0 to 1' });
  if (name.startsWith('gamma'))
    y = y.within(0, LARGEST, 'y_true', who, { wanted: 'labels above 0', above: true });
  return y;
}

/** @throws LossauditError `value-out-of-range` and `bad-weights` when they are met */
function checkedWeights(w: Expr, metric: Metric, who: string): Expr {
  if (metric.name === 'cross_entropy_lambda')
    return w.within(0, LARGEST, 'sample_weight', who, { wanted: 'weights above 0', above: true });
  if (!['cross_entropy', 'kullback_leibler'].includes(metric.name)) return w;
  const all = w.within(0, LARGEST, 'sample_weight', who, { wanted: 'no negative weights' });
  return looked(all, { who, what: 'sample_weight', finite: false, all: true, divides: true });
}

export const lightgbm = defineFramework({
  ...KNOWN.lightgbm,
  versions: ['4.7.0'],
  means: { '4': '4.7.0' },
  losses: [...METRICS, ...OBJECTIVES],
  others: {
    auc: '',
    auc_mu: '',
    average_precision: '',
    ndcg: '',
    map: '',
    lambdarank: '',
    rank_xendcg: '',
  },
  dividesByWeights: 'every metric',
  source: ({ file = 'regression' }) => `src/metric/${file}_metric.hpp`,
  policies: [{ versions: '4.7', reductions: ['mean'] }],
  dtype: 'float64',
  slots: { sample_weight: { optional: true, aliases: ['weight'] } },
  settings: () => ({}),
  objective: (request, metric, release, context) =>
    boostingObjective(boosting, request, metric, release, context),
  wholeData: true,
  loop: () => PLAIN_LOOPS[0]!,
});
