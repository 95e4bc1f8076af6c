import { constant, type Expr } from '../../../expr/node.js';
import { argumentsNamed } from '../../tf-losses.js';
import { spread, total } from '../../weighted.js';
import { defineLoss, type Tf1Inputs } from '../define-loss.js';
import { FLOAT32 } from '../numbers.js';

/** Over all pairs of a row's elements, d = prediction − target: 2Σd²/(n − 1) − 2(Σd)²/(n(n − 1)). */
export const meanPairwiseSquaredError = defineLoss({
  name: 'mean_pairwise_squared_error',
  family: 'mean-pairwise-squared-error',
  versions: '1.0-',
  names: { mean_pairwise_squared_error: '1.0-' },
  slots: argumentsNamed('labels', 'predictions'),
  params: {},
  computesIn: FLOAT32,
  reductions: [],
  score(inputs) {
    const { yTrue, yPred } = inputs;
    const d = yPred.sub(yTrue);
    const n = present(inputs);
    const less = n.sub(1);
    const squares = alongRow(d.square()).divNoNan(less.maximum(0)).mul(2);
    const square = alongRow(d).square().divNoNan(n.mul(less).maximum(0)).mul(2);
    return squares.sub(square);
  },
  reduce(weighted, inputs) {
    const { trace } = inputs;
    const sum = trace.step('batch-sum', 'add up all rows', total(weighted), 'loss');
    return present(inputs).sum().greater(0).where(sum, 0);
  },
});

/** All axes but the first as one number, which stays a row. */
function alongRow(x: Expr): Expr {
  const axes = x.shape.map((_, i) => i).slice(1);
  return axes.length === 0 ? x : x.sum(axes, { keepDims: true });
}

/**
 * How many elements of each row have a weight that is not 0. A single weight that is not 0 counts the
 * elements of the whole array when run eagerly, not those of a row (`_num_present`, losses_impl.py).
 */
function present({ yPred, weights, mode }: Tf1Inputs): Expr {
  const single = !weights || weights.rank === 0;
  const each = mode === 'eager' ? yPred.size : yPred.size / (yPred.shape[0] || 1);
  if (single) return weights ? weights.notEqual(0).mul(each) : constant(each);
  return alongRow(spread(weights, yPred).notEqual(0));
}
