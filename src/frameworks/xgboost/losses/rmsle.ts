import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const rmsle = defineMetric({
  name: 'rmsle',
  family: 'root-mean-squared-logarithmic-error',
  versions: '',
  names: { rmsle: '' },
  params: { ...OBJECTIVE },
  result: 'root',
  score: ({ y, p }) => y.log1p().sub(p.log1p()).square(),
});
