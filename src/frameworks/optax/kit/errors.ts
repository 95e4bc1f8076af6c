/** prediction − target, as the losses of regressions begin (optax 0.2.8, losses/_regression.py). */
import type { Expr } from '../../../expr/node.js';
import { broadcastPair } from '../../align.js';
import type { OptaxInputs } from '../define-loss.js';
import { requireFits, requireFloating, requireSameShape } from './check.js';

/** Without targets the predictions are the errors. @throws LossauditError `array-refused` */
export function errors(inputs: OptaxInputs, shapes: 'same' | 'broadcast'): Expr {
  const { yPred, yTrue, title } = inputs;
  requireFloating(inputs, 'y_pred');
  if (!yTrue) return yPred;
  if (shapes === 'same') requireSameShape(title, 'y_true', yTrue, yPred);
  const pair = stretched({ ...inputs, yTrue });
  return pair.yPred.sub(pair.yTrue);
}

/** Targets and predictions of one shape. @throws LossauditError `array-refused` */
export function stretched({
  yPred,
  yTrue,
  title,
  trace,
}: Pick<OptaxInputs, 'yPred' | 'title' | 'trace'> & { readonly yTrue: Expr }) {
  requireFits(title, 'y_true', yTrue, yPred.shape);
  return broadcastPair({ yTrue, yPred }, trace);
}
