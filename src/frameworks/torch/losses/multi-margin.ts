import { constant } from '../../../expr/node.js';
import { sizeOf } from '../../../tensor/ndarray.js';
import { ofLength } from '../../align.js';
import { integer, vector } from '../../param.js';
import { defineTorchLoss, inputAndTarget, margin, named } from '../define-loss.js';
import { requireIndices, shapeRefused } from '../kit/refuse.js';

/** aten/src/ATen/native/LossMultiMargin.cpp: only margins above 0 are added up, so that a NaN is dropped. */
export const multiMargin = defineTorchLoss({
  name: 'MultiMarginLoss',
  family: 'multi-margin',
  versions: '',
  names: named('MultiMarginLoss', 'multi_margin_loss'),
  slots: inputAndTarget(true),
  params: {
    p: integer(1, { from: 1, to: 2 }),
    margin: margin(1),
    weight: vector('class', { role: 'class-weights' }),
  },
  classIndices: true,
  targets: 'class-indices',
  lacks: { float16: '', bfloat16: '' },
  terms(inputs) {
    const { arrays, params } = inputs;
    const input = arrays.y_pred!;
    const x = input.rank === 0 ? input.reshape([1]) : input;
    const y = arrays.y_true!;
    if (x.rank > 2 || x.shape.at(-1) === 0)
      throw shapeRefused(inputs, 'y_pred', x.shape, 'the input is [N, C] or [C]');
    const classes = x.shape.at(-1)!;
    const rows = sizeOf(x.shape.slice(0, -1));
    if (y.rank > 1 || y.size !== rows)
      throw shapeRefused(inputs, 'y_true', y.shape, `it has one class for each of ${rows} rows`);
    requireIndices(inputs);
    const weight = params.weight && ofLength(params.weight, classes, 'weight', 'class');
    const label = y.reshapeLike(x.rank === 1 ? constant(0) : x.max(-1));
    const picked = x.take(label, -1, 'y_true').expandDims(-1);
    const gap = constant(params.margin).sub(picked).add(x);
    const power = params.p === 1 ? gap : gap.square();
    const weighted = weight ? power.mul(weight.at(label, 'y_true').expandDims(-1)) : power;
    const counted = gap.greater(0).mul(constant(1).sub(label.oneHot(classes)));
    const terms = counted.where(weighted, 0).sum(-1).div(classes);
    return { terms: terms.reshapeLike(y) };
  },
});
