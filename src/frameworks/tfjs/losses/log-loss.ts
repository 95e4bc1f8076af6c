import { number } from '../../param.js';
import { argumentsNamed, defineWeightedLoss, logLossPlusEpsilon } from '../../tf-losses.js';

export const logLoss = defineWeightedLoss({
  name: 'logLoss',
  family: 'binary-crossentropy',
  versions: '0.13-',
  names: { logLoss: '0.13-' },
  slots: argumentsNamed('labels', 'predictions'),
  params: { epsilon: number(1e-7) },
  targets: 'binary',
  predictions: 'probability',
  score: ({ yTrue, yPred, params: { epsilon } }) => logLossPlusEpsilon(yTrue, yPred, epsilon),
});
