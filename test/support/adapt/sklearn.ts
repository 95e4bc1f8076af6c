/** The cases' word for what `normalize` and `multioutput` make of the scores, where they do not say it. */
import type { Adapt } from './index.js';

export const sklearn: Adapt = (audit) => {
  const { reduction, ...params } = audit.params;
  return 'normalize' in params || 'multioutput' in params ? { ...audit, params } : audit;
};
