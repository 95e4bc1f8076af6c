import { constant } from '../../../expr/node.js';
import { defineDpo, OF_SCORES } from '../kit/dpo.js';

/** Scores by token, against 1 / (2β). */
export const dpoIpo = defineDpo('ipo', OF_SCORES, ({ scores, lengths }, { beta }) =>
  scores[0]
    .div(lengths[0])
    .sub(scores[1].div(lengths[1]))
    .sub(constant(1 / (2 * beta)))
    .square(),
);
