import { constant } from '../../../expr/node.js';
import { defineLoss, pair } from '../define-loss.js';
import { stretched } from '../kit/errors.js';

export const sparsemaxLoss = defineLoss({
  name: 'sparsemax_loss',
  family: 'sparsemax',
  versions: '0.2.3-',
  names: { sparsemax_loss: '0.2.3-', binary_sparsemax_loss: '0.2.3-' },
  slots: pair('logits', 'labels'),
  params: {},
  targets: 'binary',
  // jax.nn.sparse_plus of the logit against the label.
  score(inputs) {
    const { yPred: x, yTrue: y } = stretched({ ...inputs, yTrue: inputs.yTrue! });
    const z = y.where(x.neg(), x);
    const between = z.add(1).square().div(4);
    return z.lessEqual(-1).where(0, constant(1).lessEqual(z).where(z, between));
  },
});
