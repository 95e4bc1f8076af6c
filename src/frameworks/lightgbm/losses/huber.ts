import { constant } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { number, only } from '../../param.js';
import { OBJECTIVE } from '../define-loss.js';

export const huber = defineMetric({
  name: 'huber',
  family: 'huber',
  versions: '',
  names: { huber: '' },
  params: {
    ...OBJECTIVE,
    alpha: only(number(0.9, { role: 'threshold' }), 'a number above 0', (alpha) => alpha > 0),
  },
  score: ({ y, p, params: { alpha } }) => {
    const d = p.sub(y).abs();
    return d.lessEqual(constant(alpha)).where(d.square().mul(0.5), d.sub(0.5 * alpha).mul(constant(alpha)));
  },
});
