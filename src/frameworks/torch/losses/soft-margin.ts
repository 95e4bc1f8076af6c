import type { Expr } from '../../../expr/node.js';
import { defineTorchLoss, inputAndTarget, named } from '../define-loss.js';
import { inDtypeOf } from '../kit/mixed.js';
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
  mixes: 'input',
  terms(inputs) {
    const { yPred, yTrue } = alikeOrInto(inputs);
    // One tensor of the input's dtype, changed in place.
    const kept = (x: Expr) => inDtypeOf('y_pred', inputs, x);
    return { terms: kept(kept(yTrue.neg().mul(yPred)).exp()).log1p() };
  },
});
