import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const mae = defineMetric({
  name: 'mae',
  family: 'mean-absolute-error',
  versions: '',
  names: { mae: '' },
  params: { ...OBJECTIVE },
  score: ({ y, p }) => y.sub(p).abs(),
});
