import { defineLoss } from '../define-loss.js';

/** Not a loss itself: it weighs and reduces losses, which stand as y_pred. */
export const computeWeightedLoss = defineLoss({
  name: 'compute_weighted_loss',
  family: 'weighted-losses',
  versions: '1.0-',
  names: { compute_weighted_loss: '1.0-' },
  slots: { y_pred: { aliases: ['losses'] } },
  params: {},
  score: ({ yPred }) => yPred,
});
