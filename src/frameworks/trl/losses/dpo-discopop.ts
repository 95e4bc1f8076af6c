import { constant } from '../../../expr/node.js';
import { logSigmoid } from '../../math.js';
import { number } from '../../param.js';
import { defineDpo, OF_SCORES } from '../kit/dpo.js';

export const dpoDiscopop = defineDpo(
  'discopop',
  { ...OF_SCORES, discopop_tau: number(0.05) },
  ({ delta }, { beta, discopop_tau: tau }) => {
    const z = delta.mul(beta);
    const share = z.div(tau).sigmoid();
    return logSigmoid(z).neg().mul(constant(1).sub(share)).add(z.neg().exp().mul(share));
  },
);
