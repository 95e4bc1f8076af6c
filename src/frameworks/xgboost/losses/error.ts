import { constant } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { number } from '../../param.js';
import { OBJECTIVE } from '../define-loss.js';

export const error = defineMetric({
  name: 'error',
  family: 'zero-one',
  versions: '',
  names: { error: '' },
  params: { ...OBJECTIVE, threshold: number(0.5, { role: 'threshold' }) },
  suffix: 'threshold',
  targets: 'binary',
  score: ({ y, p, params }) => p.greater(constant(params.threshold)).where(constant(1).sub(y), y),
});
