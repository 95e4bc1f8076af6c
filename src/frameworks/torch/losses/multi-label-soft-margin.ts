import { constant, type Expr } from '../../../expr/node.js';
import { broadcastShapes } from '../../../expr/shapes.js';
import { logSigmoid } from '../../math.js';
import { array } from '../../param.js';
import { defineTorchLoss, inputAndTarget, named } from '../define-loss.js';
import { inDtypeOf } from '../kit/mixed.js';
import { shapeRefused, stretched } from '../kit/refuse.js';

/** nn/functional.py, multilabel_soft_margin_loss: the mean over the input's classes, then the reduction. */
export const multiLabelSoftMargin = defineTorchLoss({
  name: 'MultiLabelSoftMarginLoss',
  family: 'multi-label-soft-margin',
  versions: '',
  names: named('MultiLabelSoftMarginLoss', 'multilabel_soft_margin_loss'),
  slots: inputAndTarget(),
  params: { weight: array('a weight for each class', { role: 'class-weights' }) },
  targets: 'binary',
  predictions: 'probability',
  always: { logits: true },
  lacks: { float16: '-2.0' },
  mixes: 'promotes',
  terms(inputs) {
    const { y_pred: input } = inputs.arrays;
    const { weight } = inputs.params;
    const { yPred: x, yTrue: y } = stretched(inputs);
    if (!input || input.rank === 0)
      throw shapeRefused(inputs, 'y_pred', [], 'the input has an axis of classes');
    const logs = (z: Expr) => inDtypeOf('y_pred', inputs, logSigmoid(z));
    const others = inDtypeOf('y_true', inputs, constant(1).sub(y));
    const score = y
      .mul(logs(x))
      .add(others.mul(logs(x.neg())))
      .neg();
    if (weight && !broadcastShapes([weight.shape, score.shape]))
      throw shapeRefused(inputs, 'weight', weight.shape, 'it does not broadcast against the scores');
    const weighted = weight ? score.mul(weight) : score;
    return { terms: weighted.sum(input.rank - 1).div(input.shape.at(-1)!) };
  },
});
