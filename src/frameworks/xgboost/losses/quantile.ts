import { LossauditError } from '../../../errors.js';
import { defineMetric } from '../../boosting.js';
import { pinball } from '../../math.js';
import { number, optional } from '../../param.js';
import { OBJECTIVE } from '../define-loss.js';

export const quantile = defineMetric({
  name: 'quantile',
  family: 'quantile',
  versions: '',
  names: { quantile: '' },
  example: { params: { quantile_alpha: 0.5 } },
  params: { ...OBJECTIVE, quantile_alpha: optional(number(0.5, { from: 0, to: 1, role: 'threshold' })) },
  score: ({ y, p, params }) => pinball(y.sub(p), given(params.quantile_alpha)),
});

/** It has no default. @throws LossauditError `bad-param` */
function given(alpha: number | null): number {
  if (alpha !== null) return alpha;
  const data = { name: 'quantile_alpha', value: 'missing', wanted: 'a number from 0 to 1' };
  throw new LossauditError('bad-param', data, { where: 'params.quantile_alpha' });
}
