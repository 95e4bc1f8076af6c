import { constant, type Expr } from '../../../expr/node.js';
import { axis, defineLoss, type ScoreInputs, sumOrder } from '../define-loss.js';

const params = { axis: axis('2.3-') };
type Inputs = ScoreInputs<typeof params>;

export const cosineSimilarity = defineLoss({
  name: 'cosine_similarity',
  family: 'cosine-similarity',
  versions: '2.0-',
  names: {
    cosine_similarity: '2.3-',
    cosine_proximity: '2.0-2.3',
    cosine: '2.0-2.3',
    CosineSimilarity: '2.3-',
  },
  params,
  integers: 'refuses',
  refusesIntegerTargets: true,
  prepare: (inputs) => ({
    yTrue: normalized(inputs.yTrue, inputs),
    yPred: normalized(inputs.yPred, inputs),
  }),
  // Negated: −1 is the best value.
  score: ({ yTrue, yPred, params: { axis }, backend }) =>
    yTrue
      .mul(yPred)
      .sum(axis, { order: sumOrder(backend, yPred, axis) })
      .neg(),
});

/** x / ‖x‖, each era with its own guard against a zero vector. */
function normalized(x: Expr, { params: { axis }, version, backend }: Inputs): Expr {
  const squares = x.square().sum(axis, { keepDims: true, order: sumOrder(backend, x, axis) });
  const guarded = (least: number) => x.mul(squares.maximum(constant(least)).rsqrt());
  const unit = version.atLeast('3.6')
    ? x.mul(squares.rsqrt().minimum(constant(1e7, '1e+07')))
    : version.atLeast('3.0.5')
      ? x.div(squares.sqrt().maximum(constant(1e-7)))
      : guarded(version.atLeast('3.0') ? 1e-7 : 1e-12);
  return unit.as('l2_normalize', [x], `axis=${axis}`);
}
