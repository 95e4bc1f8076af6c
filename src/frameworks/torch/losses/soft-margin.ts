import { defineTorchLoss, inputAndTarget, named } from '../define-loss.js';
import { alikeOrInto } from '../kit/refuse.js';

/** aten/src/ATen/native/Loss.cpp, soft_margin_loss: not stabilised, so that it overflows early in float32. */
export const softMargin = defineTorchLoss({
  name: 'SoftMarginLoss',
  family: 'soft-margin',
  versions: '',
  names: named('SoftMarginLoss', 'soft_margin_loss'),
  slots: inputAndTarget(),
  params: {},
  targets: 'plus-minus-one',
  lacks: { float16: '-2.0' },
  terms(inputs) {
    const { yPred, yTrue } = alikeOrInto(inputs);
    return { terms: yTrue.neg().mul(yPred).exp().log1p() };
  },
});
