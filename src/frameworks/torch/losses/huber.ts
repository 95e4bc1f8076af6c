import { positive } from '../../param.js';
import { defineTorchLoss, named } from '../define-loss.js';
import { stretched } from '../kit/refuse.js';
import { elementWeight, SINCE, WEIGHTED, weightLikeInput } from '../kit/weighted.js';

/** nn/functional.py, huber_loss: unlike mse_loss, the weighted mean divides by the number of elements. */
export const huber = defineTorchLoss({
  name: 'HuberLoss',
  family: 'huber',
  versions: '1.9-',
  names: named('HuberLoss', 'huber_loss', '1.9-'),
  slots: WEIGHTED,
  params: { delta: positive(1, { role: 'threshold', infinite: true }), weight: elementWeight(`${SINCE}-`) },
  withoutLegacy: true,
  mixes: 'input',
  terms(inputs) {
    const { delta } = inputs.params;
    const { yPred, yTrue } = stretched(inputs);
    const error = yPred.sub(yTrue).abs();
    const score = error.less(delta).where(error.square().mul(0.5), error.sub(0.5 * delta).mul(delta));
    const weight = weightLikeInput(inputs);
    return { terms: weight ? score.mul(weight) : score };
  },
});
