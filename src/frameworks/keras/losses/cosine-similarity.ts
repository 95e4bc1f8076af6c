import { constant, type Expr } from '../../../expr/node.js';
import { defineLoss, type ScoreInputs, sumOrder } from '../define-loss.js';

export const cosineSimilarity = defineLoss({
  name: 'cosine_similarity',
  className: 'CosineSimilarity',
  versions: '2.0-',
  names: { cosine_similarity: '2.3-', cosine_proximity: '2.0-2.3', cosine: '2.0-2.3', CosineSimilarity: '2.3-' },
  params: { axis: { type: 'integer', default: -1, versions: '2.3-' } },
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
function normalized(x: Expr, { params: { axis }, version, backend }: ScoreInputs): Expr {
  const squares = x.square().sum(axis, { keepDims: true, order: sumOrder(backend, x, axis) });
  const guarded = (least: number) => x.mul(squares.maximum(constant(least)).rsqrt());
  const unit = version.atLeast('3.6')
    ? x.mul(squares.rsqrt().minimum(constant(1e7, '1e+07')))
    : version.atLeast('3.0.5')
      ? x.div(squares.sqrt().maximum(constant(1e-7)))
      : guarded(version.atLeast('3.0') ? 1e-7 : 1e-12);
  return unit.as('l2_normalize', [x], `axis=${axis}`);
}
