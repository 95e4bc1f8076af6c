import { sameShape } from '../../../expr/shapes.js';
import { shapeText, sizeOf } from '../../../tensor/ndarray.js';
import { array, integer, optional } from '../../param.js';
import { defineTorchLoss, named } from '../define-loss.js';
import {
  CLASS_SLOTS,
  CROSS_ENTROPY_PARAMS,
  DEFAULT_IGNORED,
  indexCrossEntropy,
  probabilityCrossEntropy,
} from '../kit/classes.js';
import { shapeRefused } from '../kit/refuse.js';

/** nn/functional.py, linear_cross_entropy: the logits are `input @ linear_weight.T + linear_bias`. */
export const linearCrossEntropy = defineTorchLoss({
  name: 'LinearCrossEntropyLoss',
  family: 'sparse-categorical-crossentropy',
  apart: true,
  versions: '2.13-',
  names: named('LinearCrossEntropyLoss', 'linear_cross_entropy', '2.13-'),
  example: { shapes: { y_pred: 'N F', y_true: 'N', linear_weight: 'C F' } },
  slots: CLASS_SLOTS,
  params: {
    ...CROSS_ENTROPY_PARAMS,
    ignore_index: optional(integer(DEFAULT_IGNORED, { role: 'ignored-label' })),
    linear_weight: array('the weights of the linear layer, one row a class'),
    linear_bias: array('a bias for each class'),
  },
  classIndices: true,
  withoutLegacy: true,
  terms(inputs) {
    const { params, trace } = inputs;
    const { y_pred: x, y_true: y } = inputs.arrays as {
      y_pred: typeof inputs.arrays.y_pred & object;
      y_true: typeof inputs.arrays.y_true & object;
    };
    const { linear_weight: w, linear_bias: b } = params;
    if (!w) throw shapeRefused(inputs, 'linear_weight', [], 'it is missing');
    if (x.rank < 1 || x.rank > 2)
      throw shapeRefused(inputs, 'y_pred', x.shape, 'the input has one or two axes');
    const [classes = 0, ...more] = w.shape.slice(0, -1);
    if (w.rank < 2 || w.shape.at(-1) !== x.shape.at(-1) || (more.length > 0 && x.rank === 1))
      throw shapeRefused(
        inputs,
        'linear_weight',
        w.shape,
        `its last axis is that of the input, ${shapeText(x.shape)}`,
      );
    if (b && !sameShape(b.shape, w.shape.slice(0, -1)))
      throw shapeRefused(inputs, 'linear_bias', b.shape, `it must be ${shapeText(w.shape.slice(0, -1))}`);
    const units = sizeOf(w.shape.slice(0, -1));
    const rows = x.rank === 1 ? x.reshape([1, x.size]) : x;
    const product = rows.matmul(w.reshape([units, w.shape.at(-1)!]).transpose());
    const shifted = b ? product.add(b.reshape([units])).fused('linear', [x, w, b]) : product;
    const shape = [...x.shape.slice(0, -1), classes, ...more];
    const logits = trace.step('logits', 'the linear layer', shifted.reshape(shape), 'logits');
    const given = { ...params, ignore_index: params.ignore_index ?? DEFAULT_IGNORED };
    const own = { ...inputs, params: given };
    if (!sameShape(y.shape, logits.shape)) return indexCrossEntropy(own, logits);
    if (params.ignore_index !== null)
      throw shapeRefused(inputs, 'ignore_index', y.shape, 'a target of probabilities has none');
    return probabilityCrossEntropy(own, logits);
  },
});
