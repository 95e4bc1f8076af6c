/** Σ t·(ln t − log p), where y_pred holds logarithms (optax 0.2.8, losses/_classification.py). */
import type { Expr } from '../../../expr/node.js';
import type { Pair } from '../../align.js';
import type { OptaxInputs } from '../define-loss.js';
import { requireFits, requireFloating } from './check.js';
import { stretched } from './errors.js';
import { axesOf, sumWhere } from './numbers.js';
import { classAxis, where } from './params.js';

export const DIVERGENCE = { axis: classAxis, where };
type Inputs = OptaxInputs<typeof DIVERGENCE>;

/** Logarithms and targets of one shape. @throws LossauditError `array-refused`, `array-dtype` */
export function checked(inputs: Inputs): Pair {
  requireFloating(inputs, 'y_pred', 'y_true');
  return stretched({ ...inputs, yTrue: inputs.yTrue! });
}

export function divergence({ yPred: log, yTrue: t }: Pair, inputs: Inputs): Expr {
  // A target of 0 costs 0 since optax 0.1.5; before 0 · −∞.
  const logT = inputs.version.atLeast('0.1.5') ? t.equal(0).where(0, t.log()) : t.log();
  return added(t.mul(logT.sub(log)), inputs);
}

/** Sums over the classes, of what `where` leaves. */
export function added(terms: Expr, { where, params, title }: Inputs): Expr {
  if (where) requireFits(title, 'mask', where, terms.shape);
  return sumWhere(terms, axesOf(terms, params.axis), where);
}
