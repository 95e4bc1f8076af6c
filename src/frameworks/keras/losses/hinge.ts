import type { Expr } from '../../../expr/node.js';
import { defineLoss, sumOrder } from '../define-loss.js';

export const hinge = defineLoss({
  name: 'hinge',
  family: 'hinge',
  versions: '2.0-',
  names: { hinge: '2.0-', Hinge: '2.3-' },
  params: {},
  targets: (version) => (version.atLeast('2.3') ? 'binary-or-plus-minus-one' : 'plus-minus-one'),
  integers: 'refuses',
  score({ yTrue, yPred, version, backend }) {
    const labels = version.atLeast('2.3') ? convertBinaryLabels(yTrue) : yTrue;
    return labels
      .mul(yPred)
      .neg()
      .add(1)
      .maximum(0)
      .mean(-1, { order: sumOrder(backend, yPred, -1) });
  },
});

/** 0/1 labels become −1/1, but only when the whole batch holds nothing else. */
function convertBinaryLabels(t: Expr): Expr {
  const allBinary = t.equal(0).maximum(t.equal(1)).min();
  return allBinary.where(t.mul(2).sub(1), t).as('as_plus_minus_one', [t], 'if all are 0 or 1');
}
