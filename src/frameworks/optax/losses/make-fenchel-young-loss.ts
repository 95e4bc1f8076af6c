import { choice } from '../../param.js';
import { defineLoss, pair } from '../define-loss.js';
import { requireFits, requireRank, shapeRefused } from '../kit/check.js';
import { logSumExp } from '../kit/numbers.js';

export const makeFenchelYoungLoss = defineLoss({
  name: 'make_fenchel_young_loss',
  source: '_fenchel_young',
  family: 'categorical-crossentropy',
  predictions: 'distribution',
  always: { logits: true },
  versions: '0.2.2-',
  names: { make_fenchel_young_loss: '0.2.2-', fenchel_young_loss: '0.2.2-' },
  slots: pair('scores', 'targets'),
  params: {
    max_fun: choice([
      'logsumexp',
      'max',
      'jnp.max',
      'jax.numpy.max',
      'jax.nn.logsumexp',
      'jax.scipy.special.logsumexp',
    ]),
  },
  score({ yPred: x, yTrue, params, title }) {
    const t = yTrue!;
    requireRank(title, 'y_pred', x, 1);
    if (t.shape.at(-1) !== x.shape.at(-1))
      throw shapeRefused(title, 'y_true', t, `it wants a last axis of ${x.shape.at(-1)}, as the scores have`);
    requireFits(title, 'y_true', t, x.shape);
    const most = params.max_fun.endsWith('logsumexp') ? logSumExp(x, x.rank - 1) : x.max(-1);
    return most.sub(t.mul(x).sum(-1));
  },
});
