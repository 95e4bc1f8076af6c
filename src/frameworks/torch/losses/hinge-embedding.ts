import { defineTorchLoss, inputAndTarget, margin, named } from '../define-loss.js';
import { inDtypeOf, scalarOf } from '../kit/mixed.js';
import { stretched } from '../kit/refuse.js';

/** aten/src/ATen/native/Loss.cpp, hinge_embedding_loss: a target that is neither 1 nor −1 gets both terms. */
export const hingeEmbedding = defineTorchLoss({
  name: 'HingeEmbeddingLoss',
  family: 'hinge-embedding',
  versions: '',
  names: named('HingeEmbeddingLoss', 'hinge_embedding_loss'),
  slots: inputAndTarget(),
  params: { margin: margin(1) },
  targets: 'plus-minus-one',
  lacks: { float16: '-2.0' },
  mixes: 'input',
  terms(inputs) {
    const { yPred: x, yTrue: y } = stretched(inputs);
    const far = y
      .notEqual(1)
      .where(
        inDtypeOf('y_pred', inputs, scalarOf('y_pred', inputs, inputs.params.margin).sub(x)).maximum(0),
        0,
      );
    return { terms: far.add(y.notEqual(-1).where(x, 0)) };
  },
});
