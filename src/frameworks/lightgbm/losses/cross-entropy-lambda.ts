import { defineMetric } from '../../boosting.js';
import { entropy, OBJECTIVE } from '../define-loss.js';

/** Of raw scores always: the rate is ln(1 + e^s), and a weight is how long it lasts. */
export const crossEntropyLambda = defineMetric({
  name: 'cross_entropy_lambda',
  file: 'xentropy',
  family: 'binary-crossentropy',
  versions: '',
  names: { cross_entropy_lambda: '', xentlambda: '' },
  params: { ...OBJECTIVE },
  weighsItself: true,
  score: ({ y, raw, weights }) => {
    const rate = raw.exp().add(1).log();
    const z = (weights ? weights.mul(rate) : rate).neg().expm1().neg();
    return entropy(y, z);
  },
});
