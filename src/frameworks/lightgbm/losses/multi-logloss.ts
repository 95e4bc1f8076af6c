import { defineMetric, NUM_CLASS } from '../../boosting.js';
import { lossOf, OBJECTIVE, SIGMOID } from '../define-loss.js';

export const multiLogloss = defineMetric({
  name: 'multi_logloss',
  file: 'multiclass',
  family: 'sparse-categorical-crossentropy',
  versions: '',
  names: { multi_logloss: '' },
  params: { ...OBJECTIVE, ...NUM_CLASS, ...SIGMOID },
  columns: true,
  targets: 'class-indices',
  predictions: 'distribution',
  score: ({ y, p }) => lossOf(p.take(y.trunc(), 1, 'y_true')),
});
