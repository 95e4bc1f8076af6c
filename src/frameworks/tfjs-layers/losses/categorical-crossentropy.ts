import { defineLoss } from '../define-loss.js';
import { FROM_LOGITS, logProbabilities, sum } from '../numbers.js';

const params = { fromLogits: FROM_LOGITS };

export const categoricalCrossentropy = defineLoss({
  name: 'categoricalCrossentropy',
  family: 'categorical-crossentropy',
  versions: '0.6-',
  names: { categoricalCrossentropy: '0.6-' },
  params,
  targets: 'distribution',
  predictions: 'distribution',
  clip: 1e-7,
  prepare: ({ yTrue, yPred, params: { fromLogits }, epsilon }) => ({
    yTrue,
    yPred: logProbabilities(yPred, fromLogits, epsilon),
  }),
  // The axis is that of the predictions, whatever the targets stretched them to.
  score: ({ yTrue, yPred, axis }) => sum(yTrue.mul(yPred), axis).neg(),
});
