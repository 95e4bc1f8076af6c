import { defineMetric } from '../../boosting.js';
import { entropy, OBJECTIVE } from '../define-loss.js';

export const crossEntropy = defineMetric({
  name: 'cross_entropy',
  file: 'xentropy',
  family: 'binary-crossentropy',
  versions: '',
  names: { cross_entropy: '', xentropy: '' },
  params: { ...OBJECTIVE },
  predictions: 'probability',
  score: ({ y, p }) => entropy(y, p),
});
