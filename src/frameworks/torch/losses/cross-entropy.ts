import { defineTorchLoss, named } from '../define-loss.js';
import { CLASS_SLOTS, CROSS_ENTROPY_PARAMS, indexCrossEntropy } from '../kit/classes.js';

/** aten/src/ATen/native/LossNLL.cpp, cross_entropy_loss, where the target holds class indices. */
export const crossEntropy = defineTorchLoss({
  name: 'CrossEntropyLoss',
  family: 'sparse-categorical-crossentropy',
  versions: '',
  names: named('CrossEntropyLoss', 'cross_entropy'),
  slots: CLASS_SLOTS,
  params: CROSS_ENTROPY_PARAMS,
  classIndices: true,
  targets: 'class-indices',
  predictions: 'distribution',
  always: { logits: true, 'class-axis': 1 },
  lacks: { float16: '-2.0' },
  terms: (inputs) => indexCrossEntropy(inputs, inputs.arrays.y_pred!),
});
