import { defineLoss, pair } from '../define-loss.js';
import { errors } from '../kit/errors.js';

export const l2Loss = defineLoss({
  name: 'l2_loss',
  source: '_regression',
  family: 'half-squared-error',
  versions: '0.0-',
  names: { l2_loss: '0.0-' },
  slots: pair('predictions', 'targets', { optional: true }),
  params: {},
  // optax 0.0.9 does not compare the shapes.
  score: (inputs) =>
    errors(inputs, inputs.version.atLeast('0.1') ? 'same' : 'broadcast')
      .square()
      .mul(0.5),
});
