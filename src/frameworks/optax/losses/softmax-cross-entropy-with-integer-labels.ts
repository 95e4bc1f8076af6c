import type { Expr } from '../../../expr/node.js';
import { broadcastShapes } from '../../../expr/shapes.js';
import { sizeOf } from '../../../tensor/ndarray.js';
import { axes } from '../../param.js';
import { defineLoss, type OptaxInputs, pair } from '../define-loss.js';
import { requireFloating, requireInteger, shapeRefused } from '../kit/check.js';
import { atLabel, axesOf, expanded, logSumExp, masked } from '../kit/numbers.js';
import { where } from '../kit/params.js';

const params = {
  axis: axes(-1, { list: true, all: false }, { versions: '0.2.4-', role: 'class-axis' }),
  where,
};
type Inputs = OptaxInputs<typeof params>;

export const softmaxCrossEntropyWithIntegerLabels = defineLoss({
  name: 'softmax_cross_entropy_with_integer_labels',
  family: 'sparse-categorical-crossentropy',
  versions: '0.1.3-',
  names: { softmax_cross_entropy_with_integer_labels: '0.1.3-', multiclass_logistic_loss: '0.2.2-' },
  slots: pair('logits', 'labels', { exact: true }),
  params,
  classIndices: true,
  targets: 'class-indices',
  predictions: 'distribution',
  always: { logits: true },
  score(inputs) {
    requireFloating(inputs, 'y_pred');
    requireInteger(inputs, 'y_true');
    const { x, where, axis } = classesOnOneAxis(inputs);
    const labels = labelsOf(inputs, x, axis);
    return inputs.version.atLeast('0.2.6')
      ? byLogSumExp(x, labels, axis, where)
      : byMaximum(x, labels, axis, where);
  },
});

function byLogSumExp(x: Expr, labels: Expr, axis: number, where: Expr | undefined): Expr {
  const loss = logSumExp(x, axis, where).sub(atLabel(x, labels, axis));
  // A row without any class costs 0.
  return where ? where.max(axis).where(loss, 0) : loss;
}

/** optax before 0.2.6. */
function byMaximum(x: Expr, labels: Expr, axis: number, where: Expr | undefined): Expr {
  const shifted = x.sub(masked(where, x, Number.NEGATIVE_INFINITY).max(axis, { keepDims: true }));
  return masked(where, shifted.exp(), 0)
    .sum(axis)
    .log()
    .sub(atLabel(shifted, labels, axis));
}

/** Several axes of classes become one, behind those of the rows. */
function classesOnOneAxis(inputs: Inputs): { x: Expr; where?: Expr; axis: number } {
  const { yPred: x, params } = inputs;
  const where = expanded(inputs.where, x, params.axis, inputs);
  const at = axesOf(x, params.axis);
  if (typeof params.axis === 'number') return { x, where, axis: at[0]! };
  const rows = x.shape.map((_, i) => i).filter((i) => !at.includes(i));
  const shape = [...rows.map((i) => x.shape[i]!), sizeOf(at.map((i) => x.shape[i]!))];
  const joined = (e: Expr) => e.transpose([...rows, ...at]).reshape(shape);
  return { x: joined(x), where: where && joined(where.broadcastTo(x.shape, false)), axis: rows.length };
}

/** Rows of one label share it. @throws LossauditError `array-refused` */
function labelsOf({ yTrue, title }: Inputs, x: Expr, axis: number): Expr {
  const labels = yTrue!;
  const rows = x.shape.filter((_, i) => i !== axis);
  const fits = labels.rank === rows.length && broadcastShapes([labels.shape, rows]);
  if (!fits || fits.some((d, i) => d !== rows[i]))
    throw shapeRefused(
      title,
      'y_true',
      labels,
      `it wants a label for each row of logits: [${rows.join(', ')}]`,
    );
  return labels.broadcastTo(rows, labels.byRow);
}
