import { CLIPPED, clipped, defineGrpo } from '../kit/grpo.js';

/** The mean over sequences of the sums over their tokens. */
export const grpoLuspo = defineGrpo('luspo', CLIPPED, {
  token: clipped,
  value: (score) => score.sum(-1).mean(undefined, { counted: 'sequences' }),
});
