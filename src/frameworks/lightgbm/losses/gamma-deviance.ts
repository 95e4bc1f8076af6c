import { constant } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const gammaDeviance = defineMetric({
  name: 'gamma_deviance',
  family: 'gamma',
  versions: '',
  names: { gamma_deviance: '' },
  params: { ...OBJECTIVE },
  // AverageLoss does not divide: twice the sum (src/metric/regression_metric.hpp).
  result: 'sum',
  score: ({ y, p }) => {
    const ratio = y.div(p.add(constant(1e-9)));
    return ratio.sub(ratio.greater(0).where(ratio.log(), Number.NEGATIVE_INFINITY)).sub(1).mul(2);
  },
});
