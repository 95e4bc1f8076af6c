import { constant } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { lossOf, OBJECTIVE, SIGMOID } from '../define-loss.js';

export const binaryLogloss = defineMetric({
  name: 'binary_logloss',
  file: 'binary',
  family: 'binary-crossentropy',
  versions: '',
  names: { binary_logloss: '' },
  params: { ...OBJECTIVE, ...SIGMOID },
  targets: 'binary',
  predictions: 'probability',
  score: ({ y, p }) => lossOf(y.greater(0).where(p, constant(1).sub(p))),
});
