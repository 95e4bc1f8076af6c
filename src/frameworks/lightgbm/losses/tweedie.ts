import { constant } from '../../../expr/node.js';
import { defineMetric, tweedie as power } from '../../boosting.js';
import { number, only } from '../../param.js';
import { OBJECTIVE } from '../define-loss.js';

export const tweedie = defineMetric({
  name: 'tweedie',
  family: 'tweedie',
  versions: '',
  names: { tweedie: '' },
  params: {
    ...OBJECTIVE,
    tweedie_variance_power: only(
      number(1.5, { role: 'power' }),
      'a number from 1 to below 2',
      (rho) => rho >= 1 && rho < 2,
    ),
  },
  score: ({ y, p, params }) =>
    power(y, p.maximum(constant(Math.fround(1e-10), '1e-10')), params.tweedie_variance_power),
});
