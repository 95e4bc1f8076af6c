import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const l1 = defineMetric({
  name: 'l1',
  family: 'mean-absolute-error',
  versions: '',
  names: { l1: '', mean_absolute_error: '', mae: '', regression_l1: '' },
  params: { ...OBJECTIVE },
  score: ({ y, p }) => p.sub(y).abs(),
});
