import { number } from '../../param.js';
import { argumentsNamed, defineWeightedLoss, huberByMinimum } from '../../tf-losses.js';

export const huberLoss = defineWeightedLoss({
  name: 'huberLoss',
  family: 'huber',
  versions: '0.13-',
  names: { huberLoss: '0.13-' },
  slots: argumentsNamed('labels', 'predictions'),
  params: { delta: number(1, { role: 'threshold' }) },
  score: ({ yTrue, yPred, params: { delta } }) => huberByMinimum(yTrue, yPred, delta),
});
