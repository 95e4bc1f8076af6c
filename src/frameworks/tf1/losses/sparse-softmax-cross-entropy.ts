import { LossauditError } from '../../../errors.js';
import type { Expr } from '../../../expr/node.js';
import { sameShape } from '../../../expr/shapes.js';
import { type Dtype, shapeText } from '../../../tensor/ndarray.js';
import { argumentsNamed } from '../../tf-losses.js';
import { defineLoss } from '../define-loss.js';
import { sparseLogSoftmax } from '../numbers.js';

export const sparseSoftmaxCrossEntropy = defineLoss({
  name: 'sparse_softmax_cross_entropy',
  family: 'sparse-categorical-crossentropy',
  versions: '1.0-',
  names: { sparse_softmax_cross_entropy: '1.0-' },
  slots: argumentsNamed('labels', 'logits', true),
  params: {},
  classIndices: true,
  targets: 'class-indices',
  predictions: 'distribution',
  always: { logits: true },
  drops: 1,
  // _remove_squeezable_dimensions (losses_impl.py): the weights of squeezed labels are squeezed with them.
  align({ yTrue, yPred, weights, title, dtypes }) {
    requireIndices(dtypes.y_true, title);
    const [before, after] = [yTrue.rank, yPred.rank];
    const logits = before === after - 2 && yPred.shape.at(-1) === 1 ? yPred.squeeze(-1) : yPred;
    const labels = before === after && yTrue.shape.at(-1) === 1 ? yTrue.squeeze(-1) : yTrue;
    requireOneForEachRow(labels, logits, title);
    const squeezes = weights && weights.rank === labels.rank + 1 && weights.shape.at(-1) === 1;
    return { yTrue: labels, yPred: logits, weights: squeezes ? weights.squeeze(-1) : weights };
  },
  // A label outside the classes is refused on CPUs, under a weight of 0 as well.
  score: ({ yTrue, yPred, dtype }) => sparseLogSoftmax(yPred, dtype).take(yTrue, -1, 'y_true').neg(),
});

function requireOneForEachRow(labels: Expr, logits: Expr, framework: string): void {
  const wanted = logits.shape.slice(0, -1);
  if (logits.rank > 0 && sameShape(labels.shape, wanted)) return;
  const data = {
    framework,
    shape: shapeText(labels.shape),
    wanted: shapeText(wanted),
    reason: 'one class index for each row of logits',
    hint: 'Labels are class indices [N], or [N, 1]; one-hot rows are for softmax_cross_entropy.',
  };
  throw new LossauditError('targets-refused', data, { where: 'y_true' });
}

/** What is declared as nothing (float64) is taken as int64. */
function requireIndices(dtype: Dtype | undefined, framework: string): void {
  if (dtype === undefined || ['int32', 'int64', 'float64'].includes(dtype)) return;
  const data = { framework, name: 'y_true', dtype, wanted: 'int32 or int64 for class indices' };
  throw new LossauditError('array-dtype', data, { where: 'y_true' });
}
