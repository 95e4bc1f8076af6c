import { constant } from '../../../expr/node.js';
import { defineLoss, sumOrder } from '../define-loss.js';

/** Taken of a float32, whatever the arrays are. */
const LOG2 = constant(Math.fround(Math.LN2), 'log(2)');

export const logCosh = defineLoss({
  name: 'log_cosh',
  family: 'log-cosh',
  versions: '2.0-',
  names: { log_cosh: '2.4-', logcosh: '2.0-2.15', LogCosh: '2.3-' },
  params: {},
  integers: 'refuses',
  // log(cosh(d)) without overflow.
  score({ yTrue, yPred, backend }) {
    const d = yPred.sub(yTrue);
    const elements = d.add(d.mul(-2).softplus()).sub(LOG2);
    return elements.mean(-1, { order: sumOrder(backend, elements, -1) });
  },
});
