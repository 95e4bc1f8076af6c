import { constant } from '../../../expr/node.js';
import { defineGrpo, meanOfSequences, SOFT } from '../kit/grpo.js';

/** A sigmoid in place of the clip, its temperature by the sign of the advantage. */
export const grpoSapo = defineGrpo('sapo', SOFT, {
  token({ ratio, advantages }, { sapo_temperature_pos: above, sapo_temperature_neg: below }) {
    const temperature = advantages.greater(0).where(constant(above), constant(below));
    const soft = temperature.mul(ratio.sub(1)).sigmoid().mul(4).div(temperature);
    return soft.neg().mul(advantages);
  },
  value: meanOfSequences,
});
