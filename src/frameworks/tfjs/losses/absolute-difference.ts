import { argumentsNamed, defineWeightedLoss } from '../../tf-losses.js';

export const absoluteDifference = defineWeightedLoss({
  name: 'absoluteDifference',
  family: 'mean-absolute-error',
  versions: '0.13-',
  names: { absoluteDifference: '0.13-' },
  slots: argumentsNamed('labels', 'predictions'),
  params: {},
  score: ({ yTrue, yPred }) => yTrue.sub(yPred).abs(),
});
