import { defineMetric, pinball } from '../../boosting.js';
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
  score: ({ y, p, params }) => pinball(y, p, params.alpha),
});
