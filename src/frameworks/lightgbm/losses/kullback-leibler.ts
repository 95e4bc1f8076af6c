import { constant, type Expr } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { entropy, OBJECTIVE } from '../define-loss.js';

export const kullbackLeibler = defineMetric({
  name: 'kullback_leibler',
  file: 'xentropy',
  family: 'kl-divergence',
  apart: true,
  versions: '',
  names: { kullback_leibler: '', kldiv: '' },
  params: { ...OBJECTIVE },
  predictions: 'probability',
  score: ({ y, p }) => {
    const other = constant(1).sub(y);
    const own = (x: Expr) => x.greater(0).where(x.mul(x.log()), 0);
    return entropy(y, p).add(own(y)).add(own(other));
  },
});
