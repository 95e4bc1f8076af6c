import { constant } from '../../../expr/node.js';
import { BY_LENGTH, CLIPPED, clipped, defineGrpo } from '../kit/grpo.js';

/** Over the tokens that the completions could have. */
export const grpoDrGrpo = defineGrpo(
  'dr_grpo',
  { ...CLIPPED, ...BY_LENGTH },
  {
    token: clipped,
    value: (score, _, { max_completion_length: most }) =>
      score.sum().div(constant(most * (score.shape[0] ?? 0))),
  },
);
