import { defineMetric, NUM_CLASS } from '../../boosting.js';
import { integer } from '../../param.js';
import { OBJECTIVE, SIGMOID } from '../define-loss.js';

/** An equal score of another class is an error, too. */
export const multiError = defineMetric({
  name: 'multi_error',
  file: 'multiclass',
  family: 'zero-one',
  versions: '',
  names: { multi_error: '' },
  params: { ...OBJECTIVE, ...NUM_CLASS, ...SIGMOID, multi_error_top_k: integer(1, { from: 1 }) },
  columns: true,
  targets: 'class-indices',
  score: ({ y, p, params: { multi_error_top_k: k } }) => {
    const own = p.take(y.trunc(), 1, 'y_true').expandDims(1);
    return p.greaterEqual(own).sum(1).greater(k);
  },
});
