import { constant } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const poisson = defineMetric({
  name: 'poisson',
  family: 'poisson',
  versions: '',
  names: { poisson: '' },
  params: { ...OBJECTIVE },
  score: ({ y, p }) => {
    const rate = p.maximum(constant(Math.fround(1e-10), '1e-10'));
    return rate.sub(y.mul(rate.log()));
  },
});
