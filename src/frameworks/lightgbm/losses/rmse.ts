import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const rmse = defineMetric({
  name: 'rmse',
  family: 'root-mean-squared-error',
  versions: '',
  names: { rmse: '', root_mean_squared_error: '', l2_root: '' },
  params: { ...OBJECTIVE },
  result: 'root',
  score: ({ y, p }) => p.sub(y).square(),
});
