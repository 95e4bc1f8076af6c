/** The objectives of XGBoost: what their predictions are of raw scores. */
import { type Link, type Links, logistic, objectives } from '../boosting.js';
import { softmax } from '../math.js';

const classes: Link = (s) => softmax(s, 1);
const exp: Link = (s) => s.exp();

/** src/objective: PredTransform and EvalTransform. */
export const LINKS: Links = {
  'reg:logistic': logistic,
  'binary:logistic': logistic,
  'binary:hinge': (s) => s.greater(0),
  'count:poisson': exp,
  'reg:gamma': exp,
  'reg:tweedie': exp,
  'multi:softprob': classes,
  'multi:softmax': classes,
};

export const OBJECTIVE = objectives([
  'reg:squarederror',
  'reg:squaredlogerror',
  'reg:logistic',
  'reg:pseudohubererror',
  'reg:absoluteerror',
  'reg:quantileerror',
  'binary:logistic',
  'binary:logitraw',
  'binary:hinge',
  'count:poisson',
  'reg:gamma',
  'reg:tweedie',
  'multi:softprob',
  'multi:softmax',
]);
