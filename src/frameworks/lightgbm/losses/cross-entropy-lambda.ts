import { defineMetric } from '../../boosting.js';
import { entropy, OBJECTIVE, softplus } from '../define-loss.js';

/** The prediction is a rate, and a weight how long it lasts; of no objective the rate is ln(1 + e^s), too. */
export const crossEntropyLambda = defineMetric({
  name: 'cross_entropy_lambda',
  file: 'xentropy',
  family: 'binary-crossentropy',
  apart: true,
  versions: '',
  names: { cross_entropy_lambda: '', xentlambda: '' },
  params: { ...OBJECTIVE },
  weighsItself: true,
  score: ({ y, p, weights, params }) => {
    const rate = params.objective === 'custom' ? softplus(p) : p;
    const z = (weights ? weights.mul(rate) : rate).neg().expm1().neg();
    return entropy(y, z);
  },
});
