import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { defineLoss, type ScoreInputs } from '../define-loss.js';
import { ctcOf } from '../kit/ctc.js';
import { logSoftmax } from '../numbers.js';

export const ctc = defineLoss({
  name: 'ctc',
  family: 'ctc',
  versions: '3.0.2-',
  names: { ctc: '3.0.2-', CTC: '3.0.2-' },
  example: { shapes: { y_true: 'N L', y_pred: 'N T C' } },
  slots: { y_true: { exact: true }, y_pred: {} },
  params: {},
  targets: 'class-indices',
  alignsItself: true,
  score(inputs) {
    const { yPred, backend } = inputs;
    requireSequences(inputs);
    const labels = inputs.yTrue.trunc();
    return ctcOf(backend, logSoftmax(yPred, -1, backend), labels, lengths(labels, inputs));
  },
});

/** Up to 3.3 every label counts, the zeros that fill up a row too. */
function lengths(labels: Expr, { version }: ScoreInputs): Expr {
  if (version.atLeast('3.4')) return labels.notEqual(0).sum(-1);
  return labels.mul(0).sum(-1).add(constant(labels.shape[1]!));
}

/** What the backends refuse (keras 3.15.1, losses/losses.py, backend/…/nn.py). */
function requireSequences(inputs: ScoreInputs): void {
  const { yTrue, yPred, version, backend } = inputs;
  const refused = (wanted: string, reason: string) => {
    const framework = `Keras ${version.text} (${backend})`;
    const data = { framework, shape: shapeText(yTrue.shape), wanted, reason };
    return new LossauditError('targets-refused', data, { where: 'y_true' });
  };
  if (yTrue.rank !== 2 || yPred.rank !== 3)
    throw refused('rows × labels', `y_pred of shape ${shapeText(yPred.shape)} is rows × frames × classes`);
  const [rows, frames] = yPred.shape as [number, number, number];
  if (yTrue.shape[0] !== rows) throw refused(`${rows} rows`, 'y_pred has as many');
  if ((rows === 0 && backend !== 'jax') || (frames === 0 && backend !== 'tensorflow'))
    throw refused('at least one row', 'y_pred has nothing to align');
  // Its loop runs over frames and labels at once (keras 3.3.3, backend/jax/nn.py).
  if (backend === 'jax' && !version.atLeast('3.4') && yTrue.shape[1] !== frames)
    throw refused(`[${rows}, ${frames}]`, 'up to Keras 3.3, jax needs as many labels as frames');
}
