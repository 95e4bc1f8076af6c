import { defineDpo, OF_RATIOS, SMOOTHED, smoothedSigmoid } from '../kit/dpo.js';

/** Sorted over the batch: no row has a loss of its own. */
export const dpoAotUnpaired = defineDpo(
  'aot_unpaired',
  { ...OF_RATIOS, label_smoothing: SMOOTHED },
  ({ chosen, rejected }, { beta, label_smoothing }) =>
    smoothedSigmoid(chosen.sort(0).sub(rejected.sort(0)).mul(beta), label_smoothing),
);
