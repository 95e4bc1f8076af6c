import { constant } from '../../../expr/node.js';
import { defineLoss, pair } from '../define-loss.js';
import { errors } from '../kit/errors.js';

export const logCosh = defineLoss({
  name: 'log_cosh',
  source: '_regression',
  family: 'log-cosh',
  versions: '0.0-',
  names: { log_cosh: '0.0-' },
  slots: pair('predictions', 'targets', { optional: true }),
  params: {},
  // jnp.logaddexp(e, −e) − log 2.
  score(inputs) {
    const size = errors(inputs, 'broadcast').abs();
    return size.add(size.mul(-2).exp().log1p()).sub(constant(Math.LN2, 'log(2)'));
  },
});
