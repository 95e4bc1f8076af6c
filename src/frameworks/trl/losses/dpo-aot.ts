import { defineDpo, OF_RATIOS, SMOOTHED, smoothedSigmoid } from '../kit/dpo.js';

/** Sorted over the batch: no row has a loss of its own. */
export const dpoAot = defineDpo(
  'aot',
  { ...OF_RATIOS, label_smoothing: SMOOTHED },
  ({ logps, references }, { beta, label_smoothing }) => {
    const own = logps[0].sub(logps[1]).sort(0);
    const reference = references[0].sub(references[1]).sort(0);
    return smoothedSigmoid(own.sub(reference).mul(beta), label_smoothing);
  },
);
