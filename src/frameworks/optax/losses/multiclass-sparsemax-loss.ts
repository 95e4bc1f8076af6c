import { constant, type Expr } from '../../../expr/node.js';
import { defineLoss, pair } from '../define-loss.js';
import { requireRank, requireSameShape } from '../kit/check.js';
import { ranks } from '../kit/numbers.js';

export const multiclassSparsemaxLoss = defineLoss({
  name: 'multiclass_sparsemax_loss',
  family: 'sparsemax',
  versions: '0.2.3-',
  names: { multiclass_sparsemax_loss: '0.2.3-' },
  slots: pair('scores', 'labels', { exact: true }),
  params: {},
  classIndices: true,
  targets: 'class-indices',
  score({ yPred: x, yTrue, title }) {
    const y = yTrue!;
    requireRank(title, 'y_pred', x, 2, 2);
    requireSameShape(title, 'y_true', y, x.slice(1, 0, 1).squeeze(1));
    const classes = x.shape[1]!;
    const p = simplex(x);
    const label = y.less(0).where(y.add(classes), y);
    // A label outside reads the nearest class and marks none.
    const ahead = x.sub(x.take(nearest(label, classes), 1, 'y_true').expandDims(-1));
    const others = label.oneHot(classes).where(0, ahead);
    const linear = p.mul(p.where(others, 0)).sum(-1);
    return linear.add(constant(1).sub(p.square().sum(-1)).mul(0.5));
  },
});

function nearest(label: Expr, classes: number): Expr {
  return label.less(0).where(0, label.greaterEqual(classes).where(classes - 1, label));
}

/** The nearest point of the simplex (optax 0.2.8, projections/_projections.py). */
function simplex(x: Expr): Expr {
  const sorted = x.sort(-1, true);
  const sums = sorted.cumsum(-1);
  const rank = ranks(x);
  const held = constant(1)
    .div(rank)
    .add(sorted.sub(sums.div(rank)))
    .greater(0);
  const count = held.sum(-1, { keepDims: true });
  const sum = rank.equal(count).where(sums, 0).sum(-1, { keepDims: true });
  const point = constant(1)
    .div(count)
    .add(x.sub(sum.div(count)))
    .maximum(0);
  return count.equal(0).where(Number.NaN, point).as('projection_simplex', [x]);
}
