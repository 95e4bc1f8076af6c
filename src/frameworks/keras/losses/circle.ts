import { constant, type Expr } from '../../../expr/node.js';
import { logSumExp } from '../../math.js';
import { flag, number } from '../../param.js';
import { defineLoss, type ScoreInputs } from '../define-loss.js';
import { targetsRefused } from '../kit/refused.js';

const params = {
  gamma: number(80),
  margin: number(0.4),
  remove_diagonal: flag(true),
};
type Inputs = ScoreInputs<typeof params>;
/** The smallest normal float32: TensorFlow and XLA take what is below for 0. */
const SMALLEST = constant(2 ** -126, '2**-126');

export const circle = defineLoss({
  name: 'circle',
  family: 'circle',
  versions: '3.7-',
  names: { circle: '3.7-', Circle: '3.7-' },
  example: { shapes: { y_true: 'N', y_pred: 'N F' } },
  slots: {
    y_true: { exact: true },
    y_pred: {},
    // The function takes them, the class does not.
    ref_labels: { exact: true, rows: 'none', optional: true },
    ref_embeddings: { rows: 'none', optional: true },
  },
  params,
  targets: 'class-indices',
  alignsItself: true,
  // Every row against every other: those of its own label shall be near, the rest far.
  score(inputs) {
    const { yPred, params, backend } = inputs;
    const { gamma, margin } = params;
    const { labels, others, embeddings } = columns(inputs);
    const distance = constant(1).sub(yPred.matmul(embeddings.transpose())).maximum(0);
    const same = labels.equal(others.transpose());
    const different = constant(1).sub(same);
    const itself = counted(labels).equal(counted(others).transpose());
    const pairs = params.remove_diagonal ? same.mul(constant(1).sub(itself)) : same;
    const near = distance.add(constant(margin)).mul(pairs).maximum(0);
    const far = constant(1 + margin)
      .sub(distance)
      .mul(different)
      .maximum(0);
    const pull = near.mul(constant(-gamma)).mul(constant(margin).sub(distance));
    const push = far.mul(constant(gamma)).mul(constant(1 - margin).sub(distance));
    const raw = among(pairs, pull).add(among(different, push)).softplus();
    const score = backend === 'torch' ? raw : raw.less(SMALLEST).where(0, raw);
    // Rows without a loss leave the mean.
    return { score, mask: constant(0).less(score) };
  },
});

/** Labels as columns of whole numbers, and the embeddings that y_pred is compared with. */
function columns({ yTrue, yPred, arrays, version }: Inputs) {
  const { ref_labels = yTrue, ref_embeddings: embeddings = yPred } = arrays;
  const column = (x: Expr) => (x.rank === 1 ? x.expandDims(-1) : x).trunc();
  const [labels, others] = [column(yTrue), column(ref_labels)];
  const fits = (x: Expr, rows: Expr) => x.rank === 2 && x.shape[1] === 1 && x.shape[0] === rows.shape[0];
  if (yPred.rank !== 2 || !fits(labels, yPred) || !fits(others, embeddings))
    throw targetsRefused(yTrue, yPred.shape.slice(0, 1), version, 'one label for each row of y_pred');
  return { labels, others, embeddings };
}

/** The number of each row. */
function counted(column: Expr): Expr {
  return constant(1).broadcastTo(column.shape, false).cumsum(0);
}

/** log Σ exp over the pairs of each row; of none it is −∞. */
function among(pairs: Expr, logit: Expr): Expr {
  const none = Number.NEGATIVE_INFINITY;
  const any = pairs.max(1, { keepDims: true });
  return any.where(logSumExp(pairs.where(logit, none), 1), none).squeeze(1);
}
