import { constant, type Expr } from '../../../expr/node.js';
import type { Arithmetic } from '../../../tensor/ndarray.js';
import { number } from '../../param.js';
import { defineLoss, pair } from '../define-loss.js';
import { requireFloating, requireRank, shapeRefused } from '../kit/check.js';
import { cosinesOf } from '../kit/cosine.js';

/** jnp.finfo(dtype).eps. */
const EPSILON: Readonly<Record<Arithmetic, number>> = {
  float64: 2 ** -52,
  float32: 2 ** -23,
  float16: 2 ** -10,
  bfloat16: 2 ** -7,
};

export const ntxent = defineLoss({
  name: 'ntxent',
  source: '_self_supervised',
  family: 'contrastive',
  versions: '0.2.3-',
  names: { ntxent: '0.2.3-' },
  example: { shapes: { y_pred: 'N F', y_true: 'N' } },
  slots: pair('embeddings', 'labels', { exact: true }),
  // It gives a number: whatever the caller makes of that is the same.
  reductions: ['jnp.mean', 'jnp.sum', 'none'],
  params: { temperature: number(0.07) },
  score(inputs) {
    const { yPred: x, yTrue, params, dtype, version, title } = inputs;
    const y = yTrue!;
    requireFloating(inputs, 'y_pred');
    requireRank(title, 'y_pred', x, 2, 2);
    if (y.rank !== 1 || y.shape[0] !== x.shape[0])
      throw shapeRefused(title, 'y_true', y, `it wants a label for each of the ${x.shape[0]} embeddings`);
    const epsilon = version.atLeast('0.2.4') ? EPSILON[dtype] : 0;
    const guard = { epsilon, axis: -1, dtype, guardsSquare: true };
    const cosines = cosinesOf(x, guard).div(constant(params.temperature));
    const same = y.expandDims(1).equal(y.expandDims(0));
    const itself = identity(y);
    const match = same.sub(itself);
    // Rows by rows of numbers each: as few of them as will do.
    const most = itself.where(Number.NEGATIVE_INFINITY, cosines).max(1, { keepDims: true });
    const nearer = cosines.sub(most);
    const each = nearer.exp();
    const all = same.where(0, each).sum(1, { keepDims: true }).add(each);
    const score = match.where(nearer.sub(all.log()), 0).neg();
    const pairs = match.sum(undefined, { counted: 'pairs of the same label' });
    return { score, value: (each) => each.sum().div(pairs) };
  },
});

/** 1 where both positions are the same. */
function identity(y: Expr): Expr {
  const position = y.equal(y).maximum(1).cumsum(0);
  return position.expandDims(1).equal(position.expandDims(0));
}
