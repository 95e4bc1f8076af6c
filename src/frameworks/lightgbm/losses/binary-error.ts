import { defineMetric } from '../../boosting.js';
import { OBJECTIVE, SIGMOID } from '../define-loss.js';

export const binaryError = defineMetric({
  name: 'binary_error',
  file: 'binary',
  family: 'zero-one',
  versions: '',
  names: { binary_error: '' },
  params: { ...OBJECTIVE, ...SIGMOID },
  targets: 'binary',
  score: ({ y, p }) => p.greater(0.5).notEqual(y.greater(0)),
});
