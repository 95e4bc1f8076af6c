import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import { axes } from '../../param.js';
import { defineLoss, type ScoreInputs, sumOrder } from '../define-loss.js';

const params = { axis: axes(-1, { list: true, all: true }, { versions: '2.3-', role: 'class-axis' }) };
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
      .sum(axis ?? undefined, { order: sumOrder(backend, yPred, axis) })
      .neg(),
});

/** x / ‖x‖, each era with its own guard against a zero vector. @throws LossauditError `bad-param` */
function normalized(x: Expr, inputs: Inputs): Expr {
  const { params, version, backend } = inputs;
  const { axis } = params;
  requireVectors(inputs);
  const order = sumOrder(backend, x, axis);
  const squares = x.square().sum(axis ?? undefined, { keepDims: true, order });
  const guarded = (least: number) => x.mul(squares.maximum(constant(least)).rsqrt());
  const unit = version.atLeast('3.6')
    ? x.mul(squares.rsqrt().minimum(constant(1e7, '1e+07')))
    : version.atLeast('3.0.5')
      ? x.div(squares.sqrt().maximum(constant(1e-7)))
      : guarded(version.atLeast('3.0') ? 1e-7 : 1e-12);
  const text = Array.isArray(axis) ? `(${axis.join(', ')})` : `${axis ?? 'None'}`;
  return unit.as('l2_normalize', [x], `axis=${text}`);
}

/**
 * Keras 3.0 – 3.5 ask for a norm (ops.normalize): over two axes it is that of a matrix, and jax takes no
 * list.
 */
function requireVectors({ params: { axis }, version, backend }: Inputs): void {
  if (typeof axis === 'number' || !version.within('3.0-3.5')) return;
  if (axis !== null && axis.length === 1 && backend !== 'jax') return;
  const wanted = `one axis: Keras ${version.text} divides by another norm over several, or refuses them`;
  const data = { name: 'axis', value: axis === null ? 'null' : `[${axis.join(', ')}]`, wanted };
  throw new LossauditError('bad-param', data, { where: 'params.axis' });
}
