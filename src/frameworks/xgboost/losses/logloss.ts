import { constant, type Expr } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const logloss = defineMetric({
  name: 'logloss',
  family: 'binary-crossentropy',
  versions: '',
  names: { logloss: '' },
  params: { ...OBJECTIVE },
  targets: 'binary',
  predictions: 'probability',
  score: ({ y, p }) => {
    const log = (x: Expr) => x.maximum(constant(1e-16)).log();
    const other = constant(1).sub(y);
    // Where its factor is 0 a logarithm is left out.
    const one = y.equal(0).where(0, y.neg().mul(log(p)));
    const zero = other.equal(0).where(0, other.mul(log(constant(1).sub(p))));
    return one.sub(zero);
  },
});
