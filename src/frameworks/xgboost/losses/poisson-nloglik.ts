import { constant } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { logGamma } from '../../math.js';
import { OBJECTIVE } from '../define-loss.js';

export const poissonNloglik = defineMetric({
  name: 'poisson-nloglik',
  family: 'poisson',
  versions: '',
  names: { 'poisson-nloglik': '' },
  params: { ...OBJECTIVE },
  score: ({ y, p }) => {
    const rate = p.maximum(constant(1e-16));
    return logGamma(y.add(1)).add(rate).sub(y.mul(rate.log()));
  },
});
