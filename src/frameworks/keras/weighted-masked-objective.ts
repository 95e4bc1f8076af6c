/** Keras 2.0 – 2.2.5: `weighted_masked_objective` (keras 2.2.4, engine/training_utils.py). */
import { countedIn } from '../reduce.js';
import { EPSILON } from './numbers.js';
import type { Reduced, ReduceInputs } from './policy.js';

/**
 * Mask and weights are divided out one after the other, each by its own share: the count of non-zero weights
 * ignores the mask, and the weights' values never enter a denominator.
 */
export function weightedMaskedObjective({
  score,
  mask,
  sampleWeight,
  version,
  trace,
}: ReduceInputs): Reduced {
  let s = score;
  if (mask) {
    s = trace.step('mask', 'masked samples count as zero', s.mul(mask));
    const share = mask.mean(undefined, { counted: 'unmasked of all in the mask' });
    const divisor = version.atLeast('2.2.5') ? share.add(EPSILON) : share;
    s = trace.step('mask-rescale', 'divide by the unmasked share', s.div(divisor));
  }
  if (sampleWeight) {
    if (s.rank > sampleWeight.rank) {
      s = trace.step('to-weight-rank', 'average the axes that the weights lack', s.meanTo(sampleWeight.rank));
    }
    s = trace.step('weight', 'multiply by the sample weights', s.mul(sampleWeight));
    const share = sampleWeight.notEqual(0).mean(undefined, { counted: 'weights that are not zero' });
    s = trace.step('weight-rescale', 'divide by the share of non-zero weights', s.div(share));
  }
  const value = trace.step(
    'batch-mean',
    'average over all that is left',
    s.mean(undefined, { counted: countedIn(s.rank) }),
    'loss',
  );
  return { value, perSample: s };
}
