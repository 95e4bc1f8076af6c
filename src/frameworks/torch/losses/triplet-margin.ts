import { flag, number } from '../../param.js';
import { defineTorchLoss, margin, named } from '../define-loss.js';
import { norm, TRIPLET_SLOTS, tripletTerms } from '../kit/triplet.js';

/** aten/src/ATen/native/Loss.cpp, triplet_margin_loss: eps is added to each part of the difference. */
export const tripletMargin = defineTorchLoss({
  name: 'TripletMarginLoss',
  family: 'triplet-margin',
  versions: '',
  names: named('TripletMarginLoss', 'triplet_margin_loss'),
  slots: TRIPLET_SLOTS,
  params: {
    margin: margin(1),
    p: number(2, { infinite: true }),
    eps: number(1e-6, { infinite: true }),
    swap: flag(false),
  },
  lacks: { float16: '-2.0' },
  terms(inputs) {
    const { p, eps } = inputs.params;
    return tripletTerms(inputs, (u, v) => norm(u.sub(v).add(eps), p));
  },
});
