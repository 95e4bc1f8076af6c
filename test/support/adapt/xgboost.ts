/** Half of the names that say a parameter say it as a parameter: both are accepted. */
import type { Adapt } from './index.js';

const SAID: Readonly<Record<string, string>> = { error: 'threshold', 'tweedie-nloglik': 'rho' };

export const xgboost: Adapt = (audit, { id }) => {
  const [loss = '', value] = String(audit.loss).split('@');
  const number = Number(/\d+/.exec(id)?.[0]);
  if (value === undefined || number % 2 === 0) return audit;
  return { ...audit, loss, params: { ...audit.params, [SAID[loss]!]: Number(value) } };
};
