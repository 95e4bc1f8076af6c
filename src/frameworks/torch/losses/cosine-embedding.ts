import { constant, type Expr } from '../../../expr/node.js';
import { broadcastShapes } from '../../../expr/shapes.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { number } from '../../param.js';
import { defineTorchLoss, INPUTS_AND_TARGET, margin, named } from '../define-loss.js';
import { shapeRefused } from '../kit/refuse.js';

/** Loss.cpp, EPSILON: no argument of the function, but users name it. */
const EPSILON = 1e-12;

/** aten/src/ATen/native/Loss.cpp, cosine_embedding_loss: a target that is neither 1 nor −1 costs nothing. */
export const cosineEmbedding = defineTorchLoss({
  name: 'CosineEmbeddingLoss',
  family: 'cosine-embedding',
  versions: '',
  names: named('CosineEmbeddingLoss', 'cosine_embedding_loss'),
  example: { shapes: { input1: 'N F', input2: 'N F', y_true: 'N' } },
  slots: INPUTS_AND_TARGET,
  params: { margin: margin(0) },
  constants: { eps: number(EPSILON, { from: EPSILON, to: EPSILON }) },
  lacks: { float16: '-2.0' },
  terms(inputs) {
    const { input1: a, input2: b, y_true: y } = inputs.arrays as Record<'input1' | 'input2' | 'y_true', Expr>;
    if (y.rank > 1) throw shapeRefused(inputs, 'y_true', y.shape, 'it has no more than one axis');
    for (const [name, x] of [
      ['input1', a],
      ['input2', b],
    ] as const)
      if (x.rank !== y.rank + 1)
        throw shapeRefused(
          inputs,
          name,
          x.shape,
          `a target of shape ${shapeText(y.shape)} wants ${y.rank + 1} axes`,
        );
    if (!broadcastShapes([a.shape, b.shape]))
      throw shapeRefused(
        inputs,
        'input2',
        b.shape,
        `it does not broadcast against input1, ${shapeText(a.shape)}`,
      );
    const dot = (u: Expr, v: Expr) => u.mul(v).sum(y.rank);
    const root = dot(a, a).add(EPSILON).mul(dot(b, b).add(EPSILON)).sqrt();
    const cosine = dot(a, b).div(root).as('cosine', [a, b]);
    if (!broadcastShapes([cosine.shape, y.shape]))
      throw shapeRefused(
        inputs,
        'y_true',
        y.shape,
        `it does not broadcast against ${shapeText(cosine.shape)}`,
      );
    const alike = y.equal(1).where(constant(1).sub(cosine), 0);
    return { terms: alike.add(y.equal(-1).where(cosine.sub(inputs.params.margin).maximum(0), 0)) };
  },
});
