import { constant } from '../../../expr/node.js';
import { defineDpo, OF_RATIOS } from '../kit/dpo.js';

export const dpoSppoHard = defineDpo('sppo_hard', OF_RATIOS, ({ chosen, rejected }, { beta }) => {
  const margin = constant(0.5 / beta);
  return chosen.sub(margin).square().add(rejected.add(margin).square());
});
