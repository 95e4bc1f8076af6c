/** prediction − target, as the losses of regressions begin (optax 0.2.8, losses/_regression.py). */
import type { Expr } from '../../expr/node.js';
import { broadcastPair } from '../align.js';
import { requireFits, requireFloating, requireSameShape } from './check.js';
import type { OptaxInputs } from './define-loss.js';

/** Without targets the predictions are the errors. @throws LossauditError `array-refused` */
export function errors(inputs: OptaxInputs, shapes: 'same' | 'broadcast'): Expr {
  const { yPred, yTrue, owner } = inputs;
  requireFloating(inputs, 'y_pred');
  if (!yTrue) return yPred;
  if (shapes === 'same') requireSameShape(owner, 'y_true', yTrue, yPred);
  const pair = stretched({ ...inputs, yTrue });
  return pair.yPred.sub(pair.yTrue);
}

/** Targets and predictions of one shape. @throws LossauditError `array-refused` */
export function stretched({
  yPred,
  yTrue,
  owner,
  trace,
}: Pick<OptaxInputs, 'yPred' | 'owner' | 'trace'> & { readonly yTrue: Expr }) {
  requireFits(owner, 'y_true', yTrue, yPred.shape);
  return broadcastPair({ yTrue, yPred }, trace);
}
