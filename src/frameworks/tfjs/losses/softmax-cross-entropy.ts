import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { logSumExp } from '../../math.js';
import { argumentsNamed, defineWeightedLoss } from '../../tf-losses.js';
import { LABEL_SMOOTHING, smoothed } from '../numbers.js';

export const softmaxCrossEntropy = defineWeightedLoss({
  name: 'softmaxCrossEntropy',
  family: 'categorical-crossentropy',
  versions: '0.13-',
  names: { softmaxCrossEntropy: '0.13-' },
  slots: argumentsNamed('onehotLabels', 'logits'),
  params: { labelSmoothing: LABEL_SMOOTHING },
  targets: 'distribution',
  predictions: 'distribution',
  always: { logits: true },
  drops: 1,
  score({ yTrue, yPred, params: { labelSmoothing: a }, trace }) {
    const t = a > 0 ? smoothed(yTrue, a, constant(a).div(classes(yTrue)), trace) : yTrue;
    // The logarithm of the sum is taken from the logits themselves, which loses digits of large ones.
    const logs = yPred.sub(logSumExp(yPred, -1, 'doubles')).as('log_softmax', [yPred], 'axis=-1');
    return logs.mul(t).neg().sum(-1, { order: 'doubles' });
  },
});

/** tfjs-core reads them from `onehotLabels.shape[1]`: of sequences [N, T, C] that is T. */
function classes({ rank, shape }: Expr): number {
  if (rank > 1) return shape[1]!;
  const data = {
    name: 'labelSmoothing',
    value: 'above 0',
    wanted: `0 for labels of shape ${shapeText(shape)}: their axis 1 is taken for the classes`,
  };
  throw new LossauditError('bad-param', data, { where: 'params.labelSmoothing' });
}
