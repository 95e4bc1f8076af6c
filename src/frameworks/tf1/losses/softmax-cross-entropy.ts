import { constant } from '../../../expr/node.js';
import { smoothLabels } from '../../math.js';
import { number } from '../../param.js';
import { argumentsNamed } from '../../tf-losses.js';
import { defineLoss } from '../define-loss.js';
import { softmaxCrossEntropyOf } from '../numbers.js';

export const softmaxCrossEntropy = defineLoss({
  name: 'softmax_cross_entropy',
  family: 'categorical-crossentropy',
  versions: '1.0-',
  names: { softmax_cross_entropy: '1.0-' },
  slots: argumentsNamed('onehot_labels', 'logits'),
  params: { label_smoothing: number(0, { role: 'smoothing' }) },
  targets: 'distribution',
  predictions: 'distribution',
  always: { logits: true },
  drops: 1,
  score({ yTrue, yPred, params: { label_smoothing }, dtype, trace }) {
    const a = Math.max(0, label_smoothing);
    const classes = yTrue.shape.at(-1) ?? 1;
    const t = smoothLabels(yTrue, a, constant(a).div(classes), trace);
    return softmaxCrossEntropyOf(t, yPred, dtype);
  },
});
