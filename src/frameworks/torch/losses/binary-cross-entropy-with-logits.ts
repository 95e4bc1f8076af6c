import type { Expr } from '../../../expr/node.js';
import { constant } from '../../../expr/node.js';
import { logSigmoid } from '../../math.js';
import { array } from '../../param.js';
import { defineTorchLoss, named } from '../define-loss.js';
import { inDtypeOf } from '../kit/mixed.js';
import { alike, into, requireFloats } from '../kit/refuse.js';
import { elementWeight, WEIGHTED, weightOf } from '../kit/weighted.js';

/** aten/src/ATen/native/Loss.cpp, binary_cross_entropy_with_logits. */
export const binaryCrossEntropyWithLogits = defineTorchLoss({
  name: 'BCEWithLogitsLoss',
  family: 'binary-crossentropy',
  versions: '',
  names: named('BCEWithLogitsLoss', 'binary_cross_entropy_with_logits'),
  slots: WEIGHTED,
  params: {
    weight: elementWeight(),
    pos_weight: array('a weight of the positives for each class', { role: 'positive-weight' }),
  },
  targets: 'binary',
  predictions: 'probability',
  always: { logits: true },
  lacks: { float16: '-2.0' },
  mixes: 'target',
  terms(inputs) {
    const { yPred: x, yTrue: y } = alike(inputs);
    // 1 − y is multiplied in place.
    requireFloats(inputs, 'y_true');
    const given: Expr | null = inputs.params.pos_weight;
    const positive = given && into(inputs, 'pos_weight', given, x.shape);
    const input = (of: Expr) => inDtypeOf('y_pred', inputs, of);
    const target = (of: Expr) => inDtypeOf('y_true', inputs, of);
    const logs = input(inputs.version.atLeast(SINCE_LOG_SIGMOID) ? logSigmoid(x) : byMaximum(x));
    const ones = positive ? input(positive.sub(1).mul(y).add(1).mul(logs)) : logs;
    // In place, in the tensor that 1 − y makes.
    const score = target(target(constant(1).sub(y)).mul(x)).sub(ones);
    const weight = weightOf(inputs);
    return { terms: weight ? score.mul(into(inputs, 'weight', weight, x.shape)) : score };
  },
});

/** 2.0.1 was run without, 2.15.0 with it. */
const SINCE_LOG_SIGMOID = '2.1';

/** log(sigmoid(x)) as versions before computed it. */
function byMaximum(x: Expr): Expr {
  const most = x.neg().maximum(0);
  return most.neg().exp().add(x.neg().sub(most).exp()).log().add(most).neg();
}
