import { constant } from '../../../expr/node.js';
import { BY_ITEMS, CAPPED, defineGrpo, overItems } from '../kit/grpo.js';

/** The log-probability times its ratio, which has a cap and no slope. */
export const grpoCispo = defineGrpo(
  'cispo',
  { ...CAPPED, ...BY_ITEMS },
  {
    token({ ratio, advantages, logps }, { epsilon, epsilon_high: high }) {
      const capped = ratio.minimum(constant(high ?? epsilon));
      return capped.neg().mul(advantages).mul(logps);
    },
    value: overItems,
    accumulated: true,
  },
);
