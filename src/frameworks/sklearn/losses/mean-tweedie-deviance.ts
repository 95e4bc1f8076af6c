import { constant, type Expr } from '../../../expr/node.js';
import { number, only } from '../../param.js';
import { defineLoss, NUMBERS, type ScoreInputs } from '../define-loss.js';
import { above, xlogy } from '../numbers.js';

const POWER = 'a number of at most 0, or of at least 1';

export const meanTweedieDeviance = defineLoss({
  name: 'mean_tweedie_deviance',
  family: 'tweedie',
  versions: '0.22-',
  names: { mean_tweedie_deviance: '0.22-' },
  slots: NUMBERS,
  params: { power: only(number(0, { role: 'power' }), POWER, (power) => power <= 0 || power >= 1) },
  targets2d: 'column',
  checksWeights: '1.7',
  score: (inputs) => deviance(inputs, inputs.params.power),
});

/** Twice the unit deviance of a power (metrics/_regression.py, `_mean_tweedie_deviance`). */
export function deviance({ yTrue, yPred, who }: Omit<ScoreInputs, 'params'>, power: number): Expr {
  if (power === 0) return yTrue.sub(yPred).square();
  const p = above(yPred, 0, 'y_pred', who);
  if (power < 0) return powers(yTrue, yTrue.greater(0).where(yTrue, 0), p, power);
  if (power >= 2) {
    const y = above(yTrue, 0, 'y_true', who);
    if (power > 2) return powers(y, y, p, power);
    return p.div(y).log().add(y.div(p)).sub(1).mul(2);
  }
  const y = yTrue.within(0, Number.MAX_VALUE, 'y_true', who, { wanted: 'no negative values' });
  if (power > 1) return powers(y, y, p, power);
  return xlogy(y, y.div(p)).sub(y).add(p).mul(2);
}

/** @param base the targets, without those below 0 where they would have no power */
function powers(y: Expr, base: Expr, p: Expr, power: number): Expr {
  const [one, two] = [1 - power, 2 - power];
  const first = base.pow(constant(two)).div(constant(one * two));
  const second = y.mul(p.pow(constant(one))).div(constant(one));
  return first
    .sub(second)
    .add(p.pow(constant(two)).div(constant(two)))
    .mul(2);
}
