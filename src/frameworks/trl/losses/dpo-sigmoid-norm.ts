import { logSigmoid } from '../../math.js';
import { defineDpo, OF_SCORES } from '../kit/dpo.js';

/** Scores by token. */
export const dpoSigmoidNorm = defineDpo('sigmoid_norm', OF_SCORES, ({ scores, lengths }, { beta }) =>
  logSigmoid(scores[0].div(lengths[0]).sub(scores[1].div(lengths[1])).mul(beta)).neg(),
);
