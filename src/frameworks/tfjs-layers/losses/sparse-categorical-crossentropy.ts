import { LossauditError } from '../../../errors.js';
import { constant } from '../../../expr/node.js';
import { shapeText, sizeOf } from '../../../tensor/ndarray.js';
import { defineLoss } from '../define-loss.js';
import { clipped, FROM_LOGITS, logProbabilities, sum } from '../numbers.js';

const params = { fromLogits: FROM_LOGITS };

export const sparseCategoricalCrossentropy = defineLoss({
  name: 'sparseCategoricalCrossentropy',
  family: 'sparse-categorical-crossentropy',
  versions: '0.6-',
  names: { sparseCategoricalCrossentropy: '0.6-' },
  params,
  classIndices: true,
  targets: 'class-indices',
  predictions: 'distribution',
  clip: 1e-7,
  // Clipped before they are normalised, or taken as logits: those are cut to 0 … 1, too.
  prepare({ yTrue, yPred, params: { fromLogits }, epsilon, title }) {
    const rows = yPred.shape.slice(0, -1);
    const classes = yPred.shape.at(-1) ?? 1;
    if (classes < 2 || yTrue.size !== sizeOf(rows)) {
      const data = {
        framework: title,
        shape: shapeText(yTrue.shape),
        wanted: shapeText(rows),
        reason:
          classes < 2
            ? 'tf.oneHot wants two classes, and y_pred has one'
            : 'one class index for each row of y_pred',
        hint: 'Labels are flattened: [N, 1] does as well as [N].',
      };
      throw new LossauditError('targets-refused', data, { where: 'y_true' });
    }
    const labels = yTrue.reshape(rows).floor();
    // What is no number becomes 0 in an Int32Array.
    const finite = labels.abs().less(Number.POSITIVE_INFINITY);
    const logs = logProbabilities(clipped(yPred, epsilon), fromLogits, epsilon);
    return { yTrue: finite.where(labels, constant(0)).oneHot(classes), yPred: logs };
  },
  // A label outside the classes has a row of zeros: it costs nothing and is counted.
  score: ({ yTrue, yPred, axis }) => sum(yTrue.mul(yPred), axis).neg(),
});
