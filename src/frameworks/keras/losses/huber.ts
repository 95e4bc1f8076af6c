import { constant } from '../../../expr/node.js';
import { number } from '../../param.js';
import { defineLoss, sumOrder } from '../define-loss.js';

export const huber = defineLoss({
  name: 'huber',
  family: 'huber',
  versions: '2.3-',
  names: { huber: '2.4-', huber_loss: '2.3-2.15', Huber: '2.3-' },
  params: { delta: number(1, { versions: '2.3-', role: 'threshold' }) },
  score({ yTrue, yPred, params, version, backend }) {
    const delta = constant(params.delta);
    const error = yPred.sub(yTrue).abs();
    const small = error.square().mul(0.5);
    const large = delta.mul(error).sub(delta.square().mul(0.5));
    const elements = error.lessEqual(delta).where(small, large);
    // Keras 2.3 forgot the mean over the units: the score has the shape of y_pred (keras 2.3.1, losses.py).
    return version.atLeast('2.4') ? elements.mean(-1, { order: sumOrder(backend, elements, -1) }) : elements;
  },
});
