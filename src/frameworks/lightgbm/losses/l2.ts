import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const l2 = defineMetric({
  name: 'l2',
  family: 'mean-squared-error',
  versions: '',
  names: { l2: '', mean_squared_error: '', mse: '', regression: '', regression_l2: '' },
  params: { ...OBJECTIVE },
  score: ({ y, p }) => p.sub(y).square(),
});
