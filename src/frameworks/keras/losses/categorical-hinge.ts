import { LossauditError } from '../../../errors.js';
import { constant } from '../../../expr/node.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { defineLoss, type ScoreInputs, sumOrder } from '../define-loss.js';

export const categoricalHinge = defineLoss({
  name: 'categorical_hinge',
  family: 'categorical-hinge',
  versions: '2.0-',
  names: { categorical_hinge: '2.0-', CategoricalHinge: '2.3-' },
  params: {},
  integers: 'refuses',
  // The true class' score against the best of the others; they are found by 0 and 1 in y_true.
  score(inputs) {
    const { yTrue, yPred, backend } = inputs;
    requireValues(inputs);
    const own = yTrue.mul(yPred).sum(-1, { order: sumOrder(backend, yPred, -1) });
    const others = constant(1).sub(yTrue).mul(yPred).max(-1);
    return others.sub(own).add(1).maximum(0);
  },
});

/**
 * Keras 3 takes no maximum of nothing on TensorFlow, when called, and on torch (backend/…/numpy.py, max); jax
 * none over an axis of nothing.
 */
function requireValues({ yPred, version, backend, mode }: ScoreInputs): void {
  const alone = backend === 'jax' && yPred.shape.at(-1) === 0;
  const refuses = backend === 'torch' || (backend === 'tensorflow' && mode === 'eager') || alone;
  if (yPred.size > 0 || !version.atLeast('3.0') || !refuses) return;
  const data = {
    framework: `Keras ${version.text} (${backend})`,
    shape: shapeText(yPred.shape),
    wanted: 'at least one row',
    reason: 'y_pred is empty, and of nothing there is no maximum',
  };
  throw new LossauditError('targets-refused', data, { where: 'y_true' });
}
