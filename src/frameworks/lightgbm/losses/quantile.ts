import { constant } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { number, only } from '../../param.js';
import { OBJECTIVE } from '../define-loss.js';

export const quantile = defineMetric({
  name: 'quantile',
  family: 'quantile',
  versions: '',
  names: { quantile: '' },
  params: {
    ...OBJECTIVE,
    alpha: only(number(0.9, { role: 'threshold' }), 'a number above 0', (alpha) => alpha > 0),
  },
  score: ({ y, p, params: { alpha } }) => {
    const d = y.sub(p);
    return d
      .less(0)
      .where(constant(alpha - 1, `${alpha} - 1`), constant(alpha))
      .mul(d);
  },
});
