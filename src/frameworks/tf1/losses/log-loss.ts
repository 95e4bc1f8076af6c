import { number } from '../../param.js';
import { argumentsNamed, logLossPlusEpsilon } from '../../tf-losses.js';
import { defineLoss } from '../define-loss.js';
import { FLOAT32 } from '../numbers.js';

export const logLoss = defineLoss({
  name: 'log_loss',
  family: 'binary-crossentropy',
  versions: '1.0-',
  names: { log_loss: '1.0-' },
  slots: argumentsNamed('labels', 'predictions'),
  params: { epsilon: number(1e-7) },
  computesIn: FLOAT32,
  targets: 'binary',
  predictions: 'probability',
  score: ({ yTrue, yPred, params: { epsilon } }) => logLossPlusEpsilon(yTrue, yPred, epsilon),
});
