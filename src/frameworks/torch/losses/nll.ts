import { defineTorchLoss, named } from '../define-loss.js';
import { CLASS_PARAMS, CLASS_SLOTS, classAxis, indexTerms } from '../kit/classes.js';

/** aten/src/ATen/native/LossNLL.cpp: takes log-probabilities as they are. */
export const nll = defineTorchLoss({
  name: 'NLLLoss',
  family: 'negative-log-likelihood',
  versions: '',
  names: { ...named('NLLLoss', 'nll_loss'), NLLLoss2d: '' },
  slots: CLASS_SLOTS,
  params: CLASS_PARAMS,
  classIndices: true,
  targets: 'class-indices',
  predictions: 'log-distribution',
  always: { 'class-axis': 1 },
  lacks: { float16: '-2.0' },
  terms(inputs) {
    const logs = inputs.arrays.y_pred!;
    return indexTerms(inputs, logs, classAxis(logs));
  },
});
