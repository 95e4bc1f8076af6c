import { defineLoss, pair } from '../define-loss.js';
import { ONE_HOT, oneHotRows } from '../kit/one-hot.js';

export const multiclassPerceptronLoss = defineLoss({
  name: 'multiclass_perceptron_loss',
  family: 'perceptron',
  versions: '0.2.1-',
  names: { multiclass_perceptron_loss: '0.2.1-' },
  slots: pair('scores', 'labels', { exact: true }),
  params: {},
  classIndices: true,
  targets: 'class-indices',
  computesIn: ONE_HOT,
  score(inputs) {
    const { yPred: x } = inputs;
    return x.max(-1).sub(x.mul(oneHotRows(inputs)).sum(-1));
  },
});
