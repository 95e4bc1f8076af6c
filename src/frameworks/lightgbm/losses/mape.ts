import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const mape = defineMetric({
  name: 'mape',
  family: 'mean-absolute-percentage-error',
  versions: '',
  names: { mape: '', mean_absolute_percentage_error: '' },
  params: { ...OBJECTIVE },
  score: ({ y, p }) => y.sub(p).abs().div(y.abs().maximum(1)),
});
