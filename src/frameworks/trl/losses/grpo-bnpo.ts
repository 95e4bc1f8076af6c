import { CLIPPED, clipped, defineGrpo } from '../kit/grpo.js';

/** The mean over the tokens of the batch. */
export const grpoBnpo = defineGrpo('bnpo', CLIPPED, {
  token: clipped,
  value: (score, mask) => score.sum().div(mask.sum(undefined, { counted: 'tokens' }).maximum(1)),
});
