import { integer } from '../../param.js';
import { defineTorchLoss, inputAndTarget } from '../define-loss.js';
import {
  CROSS_ENTROPY_PARAMS,
  DEFAULT_IGNORED,
  PROBABILITIES,
  probabilityCrossEntropy,
} from '../kit/classes.js';

/** The same function, where the target has the shape of the input. */
export const crossEntropyOfProbabilities = defineTorchLoss({
  name: PROBABILITIES,
  family: 'categorical-crossentropy',
  versions: '1.10-',
  names: {},
  slots: inputAndTarget(),
  // A label that is never met.
  params: { ...CROSS_ENTROPY_PARAMS, ignore_index: integer(DEFAULT_IGNORED) },
  targets: 'distribution',
  predictions: 'distribution',
  always: { logits: true, 'class-axis': 1 },
  lacks: { float16: '-2.0' },
  mixes: 'promotes',
  terms: (inputs) => probabilityCrossEntropy(inputs, inputs.arrays.y_pred!),
});
