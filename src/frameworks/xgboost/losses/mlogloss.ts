import { constant } from '../../../expr/node.js';
import { defineMetric, NUM_CLASS } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const mlogloss = defineMetric({
  name: 'mlogloss',
  family: 'sparse-categorical-crossentropy',
  versions: '',
  names: { mlogloss: '' },
  params: { ...OBJECTIVE, ...NUM_CLASS },
  columns: true,
  targets: 'class-indices',
  predictions: 'distribution',
  score: ({ y, p }) => {
    const own = p.take(y.trunc(), 1, 'y_true');
    // fmax: NaN is the least, too.
    return own.greater(constant(1e-16)).where(own, constant(1e-16)).log().neg();
  },
});
