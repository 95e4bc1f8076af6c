/** Scores against one-hot rows of labels; a label outside the classes has a row of zeros. */
import type { Expr } from '../../expr/node.js';
import { requireFits, requireRank } from './check.js';
import type { OptaxInputs } from './define-loss.js';

/** @throws LossauditError `array-refused` */
export function oneHotRows({ yPred, yTrue, owner }: OptaxInputs): Expr {
  requireRank(owner, 'y_pred', yPred, 1);
  requireFits(owner, 'y_true', yTrue!, yPred.shape.slice(0, -1));
  return yTrue!.oneHot(yPred.shape.at(-1)!);
}
