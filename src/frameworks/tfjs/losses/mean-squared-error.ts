import { argumentsNamed, defineWeightedLoss } from '../../tf-losses.js';

export const meanSquaredError = defineWeightedLoss({
  name: 'meanSquaredError',
  family: 'mean-squared-error',
  versions: '0.13-',
  names: { meanSquaredError: '0.13-' },
  slots: argumentsNamed('labels', 'predictions'),
  params: {},
  score: ({ yTrue, yPred }) => yTrue.sub(yPred).square(),
});
