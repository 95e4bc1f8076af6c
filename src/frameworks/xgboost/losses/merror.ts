import { defineMetric, NUM_CLASS } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

/** Of equal scores the first one wins. */
export const merror = defineMetric({
  name: 'merror',
  family: 'zero-one',
  versions: '',
  names: { merror: '' },
  params: { ...OBJECTIVE, ...NUM_CLASS },
  columns: true,
  targets: 'class-indices',
  score: ({ y, p }) => p.argmax(1).notEqual(y.trunc()),
});
