import { defineLoss, pair } from '../define-loss.js';
import { errors } from '../kit/errors.js';

export const squaredError = defineLoss({
  name: 'squared_error',
  source: '_regression',
  family: 'mean-squared-error',
  versions: '0.1.5-',
  names: { squared_error: '0.1.5-' },
  slots: pair('predictions', 'targets', { optional: true }),
  params: {},
  score: (inputs) => errors(inputs, 'same').square(),
});
