import { constant } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { number, only } from '../../param.js';
import { OBJECTIVE } from '../define-loss.js';

export const fair = defineMetric({
  name: 'fair',
  family: 'fair',
  versions: '',
  names: { fair: '' },
  params: { ...OBJECTIVE, fair_c: only(number(1, { role: 'threshold' }), 'a number above 0', (c) => c > 0) },
  score: ({ y, p, params: { fair_c } }) => {
    const [c, d] = [constant(fair_c), p.sub(y).abs()];
    return c.mul(d).sub(c.square().mul(d.div(c).log1p()));
  },
});
