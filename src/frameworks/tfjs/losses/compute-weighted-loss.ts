import { defineWeightedLoss } from '../../tf-losses.js';

/** Not a loss itself: it weighs and reduces losses, which stand as y_pred. */
export const computeWeightedLoss = defineWeightedLoss({
  name: 'computeWeightedLoss',
  family: 'weighted-losses',
  versions: '0.13-',
  names: { computeWeightedLoss: '0.13-' },
  slots: { y_pred: { aliases: ['losses'] } },
  params: {},
  score: ({ yPred }) => yPred,
});
