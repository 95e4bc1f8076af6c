import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const gamma = defineMetric({
  name: 'gamma',
  family: 'gamma',
  versions: '',
  names: { gamma: '' },
  params: { ...OBJECTIVE },
  score: ({ y, p }) => y.div(p).add(p.less(0).where(Number.POSITIVE_INFINITY, p.log())),
});
