import { logSigmoid } from '../../math.js';
import { defineDpo, OF_RATIOS } from '../kit/dpo.js';

export const dpoNcaPair = defineDpo('nca_pair', OF_RATIOS, ({ chosen, rejected }, { beta }) => {
  const [won, lost] = [chosen.mul(beta), rejected.mul(beta)];
  return logSigmoid(won).neg().sub(logSigmoid(won.neg()).mul(0.5)).sub(logSigmoid(lost.neg()).mul(0.5));
});
