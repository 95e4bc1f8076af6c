import { defineDpo } from '../kit/dpo.js';

/** The mean over the tokens of all chosen completions; every pair has it. */
export const dpoSft = defineDpo('sft', {}, ({ tokens: [logps, mask], chosen }) => {
  const mean = logps.sum().div(mask.sum(undefined, { counted: 'tokens of the chosen completions' }));
  return mean.neg().broadcastTo(chosen.shape, false);
});
