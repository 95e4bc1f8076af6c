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
  score: ({ y, p, who }) => {
    const last = (p.shape[1] ?? 1) - 1;
    const label = y.trunc().within(0, last, 'y_true', who, { wanted: `classes from 0 to ${last}` });
    return p.argmax(1).notEqual(label);
  },
});
