import { number } from '../../param.js';
import { argumentsNamed, huberByMinimum } from '../../tf-losses.js';
import { defineLoss } from '../define-loss.js';
import { FLOAT32 } from '../numbers.js';

export const huberLoss = defineLoss({
  name: 'huber_loss',
  family: 'huber',
  versions: '1.0-',
  names: { huber_loss: '1.0-' },
  slots: argumentsNamed('labels', 'predictions'),
  params: { delta: number(1, { role: 'threshold' }) },
  computesIn: FLOAT32,
  score: ({ yTrue, yPred, params: { delta } }) => huberByMinimum(yTrue, yPred, delta),
});
