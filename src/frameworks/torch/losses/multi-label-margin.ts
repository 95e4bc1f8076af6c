import { constant, type Expr } from '../../../expr/node.js';
import { sameShape } from '../../../expr/shapes.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { defineTorchLoss, inputAndTarget, named } from '../define-loss.js';
import { requireIndices, shapeRefused } from '../kit/refuse.js';

/** aten/src/ATen/native/LossMultiLabelMargin.cpp: a row's targets are the classes before its first −1. */
export const multiLabelMargin = defineTorchLoss({
  name: 'MultiLabelMarginLoss',
  family: 'multi-label-margin',
  versions: '',
  names: named('MultiLabelMarginLoss', 'multilabel_margin_loss'),
  example: { shapes: { y_pred: 'N C', y_true: 'N C' } },
  slots: inputAndTarget(true),
  params: {},
  lacks: { float16: '', bfloat16: '' },
  terms(inputs) {
    const { y_pred, y_true } = inputs.arrays as Record<'y_pred' | 'y_true', Expr>;
    // A single number is a row of one class.
    const [x, y] = [y_pred, y_true].map((e) => (e.rank === 0 ? e.reshape([1]) : e)) as [Expr, Expr];
    if (x.rank > 2 || x.shape.at(-1) === 0)
      throw shapeRefused(inputs, 'y_pred', x.shape, 'the input is [N, C] or [C]');
    if (!sameShape(y.shape, x.shape))
      throw shapeRefused(
        inputs,
        'y_true',
        y.shape,
        `it must have the shape of the input, ${shapeText(x.shape)}`,
      );
    requireIndices(inputs);
    const classes = x.shape.at(-1)!;
    const target = y.within(-1, classes - 1, 'y_true', `MultiLabelMarginLoss of ${inputs.title}`);
    const before = target.less(0).cumsum(-1).equal(0);
    const index = before.where(target, -1);
    // [..., place in the list, class]
    const hot = index.oneHot(classes);
    const others = constant(1).sub(hot.max(-2, { keepDims: true }));
    const each = x.expandDims(-2);
    const picked = hot.where(each, 0).sum(-1, { keepDims: true });
    const gap = constant(1).sub(picked).add(each);
    const counted = gap.greater(0).mul(others).mul(before.expandDims(-1));
    return { terms: counted.where(gap, 0).sum([-2, -1]).div(classes) };
  },
});
