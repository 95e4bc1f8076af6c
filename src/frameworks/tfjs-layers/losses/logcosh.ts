import { constant } from '../../../expr/node.js';
import { defineLoss } from '../define-loss.js';
import { mean } from '../numbers.js';

export const logcosh = defineLoss({
  name: 'logcosh',
  family: 'log-cosh',
  versions: '0.6-',
  names: { logcosh: '0.6-' },
  params: {},
  score: ({ yTrue, yPred }) => {
    const d = yPred.sub(yTrue);
    return mean(d.add(d.mul(-2).softplus()).sub(constant(Math.LN2, 'log(2)')));
  },
});
