import { LossauditError } from '../../../errors.js';
import { defineMetric, tweedie } from '../../boosting.js';
import { number, optional } from '../../param.js';
import { OBJECTIVE } from '../define-loss.js';

/** The metric's power is in its name; `tweedie_variance_power` is that of the objective. */
export const tweedieNloglik = defineMetric({
  name: 'tweedie-nloglik',
  family: 'tweedie',
  versions: '',
  names: { 'tweedie-nloglik': '' },
  example: { params: { rho: 1.5 } },
  params: {
    ...OBJECTIVE,
    rho: optional(number(1.5, { role: 'power' })),
    tweedie_variance_power: number(1.5, { role: 'power' }),
  },
  suffix: 'rho',
  score: ({ y, p, params: { rho } }) => tweedie(y, p, powerOf(rho)),
});

/** @throws LossauditError `bad-param` */
function powerOf(rho: number | null): number {
  if (rho !== null && rho >= 1 && rho < 2) return rho;
  const wanted = 'from 1 to below 2, as in the loss tweedie-nloglik@1.5';
  throw new LossauditError(
    'bad-param',
    { name: 'rho', value: String(rho ?? 'missing'), wanted },
    { where: 'loss' },
  );
}
