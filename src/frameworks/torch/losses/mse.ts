import { defineTorchLoss, named } from '../define-loss.js';
import { stretched } from '../kit/refuse.js';
import { elementWeight, SINCE, WEIGHTED, weightLikeInput } from '../kit/weighted.js';

/** nn/functional.py, mse_loss: a weighted mean divides by the sum of the weights. */
export const mse = defineTorchLoss({
  name: 'MSELoss',
  family: 'mean-squared-error',
  versions: '',
  names: named('MSELoss', 'mse_loss'),
  slots: WEIGHTED,
  params: { weight: elementWeight(`${SINCE}-`) },
  lacks: { bfloat16: '-2.0' },
  mixes: 'promotes',
  terms(inputs) {
    const { yPred, yTrue } = stretched(inputs);
    const error = yPred.sub(yTrue).square();
    const weight = weightLikeInput(inputs);
    return weight ? { terms: error.mul(weight), counts: weight, counted: 'weights' } : { terms: error };
  },
});
