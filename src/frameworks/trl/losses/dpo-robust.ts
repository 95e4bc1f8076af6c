import { constant } from '../../../expr/node.js';
import { logSigmoid } from '../../math.js';
import { defineDpo, OF_SCORES, SMOOTHED } from '../kit/dpo.js';

export const dpoRobust = defineDpo(
  'robust',
  { ...OF_SCORES, label_smoothing: SMOOTHED },
  ({ delta }, { beta, label_smoothing: epsilon }) => {
    const z = delta.mul(beta);
    const clean = constant(-(1 - epsilon)).mul(logSigmoid(z));
    const flipped = constant(-epsilon).mul(logSigmoid(z.neg()));
    return clean.sub(flipped).div(constant(1 - 2 * epsilon));
  },
);
