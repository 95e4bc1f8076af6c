import { logSigmoid } from '../../math.js';
import { defineDpo, OF_RATIOS } from '../kit/dpo.js';

export const dpoBcoPair = defineDpo('bco_pair', OF_RATIOS, ({ chosen, rejected }, { beta }) =>
  logSigmoid(chosen.mul(beta))
    .neg()
    .sub(logSigmoid(rejected.mul(beta).neg())),
);
