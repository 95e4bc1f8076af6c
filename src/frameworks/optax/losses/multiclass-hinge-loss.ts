import { defineLoss, pair } from '../define-loss.js';
import { ONE_HOT, oneHotRows } from '../kit/one-hot.js';

export const multiclassHingeLoss = defineLoss({
  name: 'multiclass_hinge_loss',
  family: 'categorical-hinge',
  versions: '0.2.3-',
  names: { multiclass_hinge_loss: '0.2.3-' },
  slots: pair('scores', 'labels', { exact: true }),
  params: {},
  classIndices: true,
  targets: 'class-indices',
  computesIn: ONE_HOT,
  score(inputs) {
    const { yPred: x } = inputs;
    const hot = oneHotRows(inputs);
    return x.add(1).sub(hot).max(-1).sub(x.mul(hot).sum(-1));
  },
});
