import { number } from '../../param.js';
import { defineTorchLoss, inputAndTarget, named } from '../define-loss.js';
import { stretched } from '../kit/refuse.js';

/** nn/functional.py, smooth_l1_loss: with beta 0 it is l1_loss. */
export const smoothL1 = defineTorchLoss({
  name: 'SmoothL1Loss',
  family: 'smooth-l1',
  versions: '',
  names: named('SmoothL1Loss', 'smooth_l1_loss'),
  slots: inputAndTarget(),
  params: { beta: number(1, { from: 0, versions: '1.6-', role: 'threshold', infinite: true }) },
  mixes: 'promotes',
  terms(inputs) {
    const { beta } = inputs.params;
    const { yPred, yTrue } = stretched(inputs);
    const error = yPred.sub(yTrue).abs();
    if (beta === 0) return { terms: error };
    const near = error.square().mul(0.5).div(beta);
    return { terms: error.less(beta).where(near, error.sub(0.5 * beta)) };
  },
});
