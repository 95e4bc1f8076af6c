import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const rmse = defineMetric({
  name: 'rmse',
  family: 'root-mean-squared-error',
  versions: '',
  names: { rmse: '' },
  params: { ...OBJECTIVE },
  result: 'root',
  score: ({ y, p }) => y.sub(p).square(),
});
