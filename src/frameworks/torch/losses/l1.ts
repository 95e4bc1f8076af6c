import { defineTorchLoss, named } from '../define-loss.js';
import { stretched } from '../kit/refuse.js';
import { elementWeight, SINCE, WEIGHTED, weightLikeInput } from '../kit/weighted.js';

/** nn/functional.py, l1_loss: a weighted mean divides by the sum of the weights. */
export const l1 = defineTorchLoss({
  name: 'L1Loss',
  family: 'mean-absolute-error',
  versions: '',
  names: named('L1Loss', 'l1_loss'),
  slots: WEIGHTED,
  params: { weight: elementWeight(`${SINCE}-`) },
  mixes: 'promotes',
  terms(inputs) {
    const { yPred, yTrue } = stretched(inputs);
    const error = yPred.sub(yTrue).abs();
    const weight = weightLikeInput(inputs);
    return weight ? { terms: error.mul(weight), counts: weight, counted: 'weights' } : { terms: error };
  },
});
