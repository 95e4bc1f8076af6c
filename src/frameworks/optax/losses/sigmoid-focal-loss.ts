import { constant, type Expr } from '../../../expr/node.js';
import { logSigmoid } from '../../math.js';
import { number, optional } from '../../param.js';
import { defineLoss, type OptaxInputs, pair } from '../define-loss.js';
import { binaryCrossEntropy } from '../kit/binary.js';
import { requireFloating } from '../kit/check.js';
import { stretched } from '../kit/errors.js';
import { finite } from '../kit/numbers.js';

const params = { alpha: optional(number(0, { role: 'balance' })), gamma: number(2, { role: 'focusing' }) };

export const sigmoidFocalLoss = defineLoss({
  name: 'sigmoid_focal_loss',
  family: 'binary-focal-crossentropy',
  versions: '0.1.8-',
  names: { sigmoid_focal_loss: '0.1.8-' },
  slots: pair('logits', 'labels'),
  params,
  targets: 'binary',
  predictions: 'probability',
  always: { logits: true },
  score(inputs) {
    requireFloating(inputs, 'y_pred');
    const { params, version } = inputs;
    const { yPred: x, yTrue: y } = stretched({ ...inputs, yTrue: inputs.yTrue! });
    const loss = binaryCrossEntropy(x, y).mul(focus(x, y, inputs));
    // Before optax 0.2.6 an alpha below 0 was none.
    if (params.alpha === null || (params.alpha < 0 && !version.atLeast('0.2.6'))) return loss;
    const alpha = constant(params.alpha);
    const other = constant(1 - params.alpha);
    return alpha
      .mul(y)
      .add(other.mul(constant(1).sub(y)))
      .mul(loss);
  },
});

/** (1 − p_t)^gamma, p_t the probability of the label. */
function focus(x: Expr, y: Expr, { params: { gamma }, version }: OptaxInputs<typeof params>): Expr {
  const away = constant(1).sub(y);
  if (!version.atLeast('0.2.6')) {
    const p = x.sigmoid();
    const ofLabel = p.mul(y).add(constant(1).sub(p).mul(away));
    return constant(1).sub(ofLabel).pow(gamma);
  }
  return logOfOther(x, y, away).mul(gamma).exp();
}

/** log(1 − p_t) as a weighted logsumexp: NaN where a target outside [0, 1] makes the sum negative. */
function logOfOther(x: Expr, y: Expr, away: Expr): Expr {
  const part = (weight: Expr, log: Expr) => weight.notEqual(0).where(log, Number.NEGATIVE_INFINITY);
  const [p, q] = [part(away, logSigmoid(x, false)), part(y, logSigmoid(x.neg(), false))];
  const most = p.maximum(q);
  const shift = finite(most).where(most, 0);
  const sum = p.sub(shift).exp().mul(away).add(q.sub(shift).exp().mul(y));
  const log = sum.abs().log().add(shift);
  return sum.less(0).where(Number.NaN, log).as('log_one_minus_p_t', [x, y]);
}
