import { argumentsNamed, defineWeightedLoss, hingeOfBits } from '../../tf-losses.js';

export const hingeLoss = defineWeightedLoss({
  name: 'hingeLoss',
  family: 'hinge',
  versions: '0.13-',
  names: { hingeLoss: '0.13-' },
  slots: argumentsNamed('labels', 'predictions'),
  params: {},
  targets: 'binary',
  score: ({ yTrue, yPred }) => hingeOfBits(yTrue, yPred),
});
