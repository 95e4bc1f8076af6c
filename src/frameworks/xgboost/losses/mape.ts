import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const mape = defineMetric({
  name: 'mape',
  family: 'mean-absolute-percentage-error',
  versions: '',
  names: { mape: '' },
  params: { ...OBJECTIVE },
  score: ({ y, p }) => y.sub(p).div(y).abs(),
});
