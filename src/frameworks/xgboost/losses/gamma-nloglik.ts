import { constant } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const gammaNloglik = defineMetric({
  name: 'gamma-nloglik',
  family: 'gamma',
  versions: '',
  names: { 'gamma-nloglik': '' },
  params: { ...OBJECTIVE },
  score: ({ y, p }) => {
    const mean = p.maximum(constant(1e-6));
    return y.div(mean).add(mean.log());
  },
});
