import { constant } from '../../../expr/node.js';
import { number } from '../../param.js';
import { defineLoss, pair } from '../define-loss.js';
import { errors } from '../kit/errors.js';

export const huberLoss = defineLoss({
  name: 'huber_loss',
  source: '_regression',
  family: 'huber',
  versions: '0.0-',
  names: { huber_loss: '0.0-' },
  slots: pair('predictions', 'targets', { optional: true }),
  params: { delta: number(1, { role: 'threshold' }) },
  score(inputs) {
    const delta = constant(inputs.params.delta);
    const error = errors(inputs, 'broadcast').abs();
    const quadratic = error.minimum(delta);
    return quadratic
      .square()
      .mul(0.5)
      .add(delta.mul(error.sub(quadratic)));
  },
});
