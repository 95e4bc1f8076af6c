/** The objectives of LightGBM: what their predictions are of raw scores, and what their metrics share. */
import { constant, type Expr } from '../../expr/node.js';
import { type Link, type Links, logistic, objectives } from '../boosting.js';
import { softmax } from '../math.js';
import { number, only } from '../param.js';

const exp: Link = (s) => s.exp();
const scaled: Link = (s, { sigmoid = 1 }) => logistic(sigmoid === 1 ? s : s.mul(constant(Number(sigmoid))));

export function softplus(s: Expr): Expr {
  return s.exp().log1p();
}

/** src/objective, ConvertOutput. */
export const LINKS: Links = {
  poisson: exp,
  gamma: exp,
  tweedie: exp,
  binary: scaled,
  cross_entropy: logistic,
  cross_entropy_lambda: softplus,
  multiclass: (s) => softmax(s, 1),
  multiclassova: scaled,
};

export const OBJECTIVE = objectives([
  'regression',
  'custom',
  'regression_l1',
  'huber',
  'fair',
  'quantile',
  'mape',
  'poisson',
  'gamma',
  'tweedie',
  'binary',
  'multiclass',
  'multiclassova',
  'cross_entropy',
  'cross_entropy_lambda',
]);

/** The factor of the scores in the sigmoid of `binary` and `multiclassova`. */
export const SIGMOID = { sigmoid: only(number(1), 'a number above 0', (factor) => factor > 0) };

/** −y·ln p − (1−y)·ln(1−p), the logarithms at least ln 1e-12 (src/metric/xentropy_metric.hpp). */
export function entropy(y: Expr, p: Expr): Expr {
  const log = (x: Expr) => x.maximum(constant(1e-12)).log();
  return y
    .mul(log(p))
    .add(
      constant(1)
        .sub(y)
        .mul(log(constant(1).sub(p))),
    )
    .neg();
}

/** −ln p, and of what is not above 1e-15 its float32 logarithm (include/LightGBM/meta.h, kEpsilon). */
export function lossOf(p: Expr): Expr {
  const least = Math.fround(1e-15);
  const most = constant(Math.fround(-Math.log(least)), '-log(1e-15)');
  return p.greater(constant(least, '1e-15')).where(p.log().neg(), most);
}
