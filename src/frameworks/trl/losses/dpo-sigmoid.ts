import { logSigmoid } from '../../math.js';
import { defineDpo, OF_SCORES } from '../kit/dpo.js';

export const dpoSigmoid = defineDpo('sigmoid', OF_SCORES, ({ delta }, { beta }) =>
  logSigmoid(delta.mul(beta)).neg(),
);
