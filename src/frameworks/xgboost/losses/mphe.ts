import { constant } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { number, only } from '../../param.js';
import { OBJECTIVE } from '../define-loss.js';

export const mphe = defineMetric({
  name: 'mphe',
  family: 'pseudo-huber',
  versions: '',
  names: { mphe: '' },
  params: {
    ...OBJECTIVE,
    huber_slope: only(number(1, { role: 'threshold' }), 'a number other than 0', (slope) => slope !== 0),
  },
  score: ({ y, p, params: { huber_slope } }) => {
    const slope = constant(huber_slope);
    return slope.square().mul(p.sub(y).div(slope).square().add(1).sqrt().sub(1));
  },
});
