import { LossauditError } from '../../../errors.js';
import type { Expr } from '../../../expr/node.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { ctc } from '../../ctc.js';
import { defineLoss, type ScoreInputs } from '../define-loss.js';
import { EPSILON, logSoftmax } from '../numbers.js';

const NAMES = {
  labels: 'y_true',
  frames: 'input_length',
  lengths: 'label_length',
  who: 'K.ctc_batch_cost',
} as const;

/** No loss of `keras.losses`: models call it in a layer. The blank is the last class. */
export const ctcBatchCost = defineLoss({
  name: 'ctc_batch_cost',
  source: 'backend.py',
  family: 'ctc',
  versions: '2.0-2.15',
  names: { ctc_batch_cost: '2.0-2.15' },
  example: { shapes: { y_true: 'N L', y_pred: 'N T C', input_length: 'N 1', label_length: 'N 1' } },
  slots: {
    y_true: { exact: true },
    y_pred: {},
    input_length: { exact: true },
    label_length: { exact: true },
  },
  params: {},
  targets: 'class-indices',
  predictions: 'distribution',
  alignsItself: true,
  score(inputs) {
    const { yTrue, yPred, backend } = inputs;
    if (yTrue.rank !== 2 || yPred.rank !== 3) throw refused(inputs);
    // TensorFlow's kernel normalises the logarithms once more (keras 2.15, backend.py).
    const logs = logSoftmax(yPred.add(EPSILON).log(), -1, backend);
    const arrays = { logs, labels: yTrue, frames: flat('input_length'), lengths: flat('label_length') };
    return ctc(arrays, yPred.shape[2]! - 1, NAMES).expandDims(-1);

    function flat(slot: string): Expr {
      return inputs.arrays[slot]!.flatten();
    }
  },
});

function refused({ yTrue, yPred, version }: ScoreInputs): LossauditError {
  const data = {
    framework: `Keras ${version.text}`,
    shape: shapeText(yTrue.shape),
    wanted: 'rows × labels',
    reason: `y_pred of shape ${shapeText(yPred.shape)} is rows × frames × classes`,
  };
  return new LossauditError('targets-refused', data, { where: 'y_true' });
}
