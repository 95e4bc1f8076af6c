import { constant } from '../../../expr/node.js';
import { defineMetric } from '../../boosting.js';
import { OBJECTIVE } from '../define-loss.js';

export const gammaDeviance = defineMetric({
  name: 'gamma-deviance',
  family: 'gamma',
  versions: '',
  names: { 'gamma-deviance': '' },
  params: { ...OBJECTIVE },
  score: ({ y, p }) => {
    const [label, mean] = [y.add(constant(1e-6)), p.add(constant(1e-6))];
    return mean.div(label).log().add(label.div(mean)).sub(1).mul(2);
  },
});
