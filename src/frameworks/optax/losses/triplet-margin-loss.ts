import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import { axes, number } from '../../param.js';
import { defineLoss } from '../define-loss.js';
import { requireFits, requireFloating } from '../kit/check.js';
import { axesOf } from '../kit/numbers.js';

export const tripletMarginLoss = defineLoss({
  name: 'triplet_margin_loss',
  source: '_self_supervised',
  family: 'triplet-margin',
  versions: '0.2.5-',
  names: { triplet_margin_loss: '0.2.5-' },
  slots: {
    y_pred: { aliases: ['anchors', 'anchor'] },
    positive: { aliases: ['positives'] },
    negative: { aliases: ['negatives'] },
  },
  params: {
    axis: axes(-1, { list: true, all: true }),
    norm_degree: number(2),
    margin: number(1, { role: 'threshold' }),
    eps: number(1e-6),
  },
  score(inputs) {
    const { yPred: anchor, arrays, params, title } = inputs;
    requireFloating(inputs, 'y_pred', 'positive', 'negative');
    const { norm_degree: degree, eps, margin } = params;
    if (degree === 0)
      throw new LossauditError(
        'bad-param',
        { name: 'norm_degree', value: '0', wanted: 'another number: 1 / norm_degree is a power' },
        { where: 'params.norm_degree' },
      );
    // No absolute value: of degree 1 a distance may be negative, of degree 3 NaN.
    const distance = (slot: string): Expr => {
      const other = arrays[slot]!;
      requireFits(title, slot, other, anchor.shape);
      const powers = anchor.sub(other).pow(degree);
      return powers
        .sum(axesOf(powers, params.axis))
        .add(eps)
        .pow(constant(1 / degree));
    };
    return distance('positive').sub(distance('negative')).add(margin).maximum(0);
  },
});
