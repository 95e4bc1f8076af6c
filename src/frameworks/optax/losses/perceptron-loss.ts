import { defineLoss, pair } from '../define-loss.js';
import { requireSameShape } from '../kit/check.js';

export const perceptronLoss = defineLoss({
  name: 'perceptron_loss',
  family: 'perceptron',
  versions: '0.2.1-',
  names: { perceptron_loss: '0.2.1-' },
  slots: pair('predictor_outputs', 'targets'),
  params: {},
  targets: 'plus-minus-one',
  score({ yPred, yTrue, title }) {
    requireSameShape(title, 'y_true', yTrue!, yPred);
    return yPred.neg().mul(yTrue!).maximum(0);
  },
});
