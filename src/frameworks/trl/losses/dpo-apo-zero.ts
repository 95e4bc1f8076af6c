import { constant } from '../../../expr/node.js';
import { defineDpo, OF_RATIOS } from '../kit/dpo.js';

export const dpoApoZero = defineDpo('apo_zero', OF_RATIOS, ({ chosen, rejected }, { beta }) =>
  constant(1).sub(chosen.mul(beta).sigmoid()).add(rejected.mul(beta).sigmoid()),
);
