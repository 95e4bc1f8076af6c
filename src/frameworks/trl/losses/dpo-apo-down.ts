import { constant } from '../../../expr/node.js';
import { defineDpo, OF_RATIOS } from '../kit/dpo.js';

export const dpoApoDown = defineDpo('apo_down', OF_RATIOS, ({ chosen, rejected }, { beta }) =>
  chosen
    .mul(beta)
    .sigmoid()
    .add(constant(1).sub(chosen.sub(rejected).mul(beta).sigmoid())),
);
