import { constant } from '../../../expr/node.js';
import { defineDpo, OF_SCORES } from '../kit/dpo.js';

export const dpoHinge = defineDpo('hinge', OF_SCORES, ({ delta }, { beta }) =>
  constant(1).sub(delta.mul(beta)).maximum(0),
);
