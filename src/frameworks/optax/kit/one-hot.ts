/** Scores against one-hot rows of labels; a label outside the classes has a row of zeros. */
import type { Expr } from '../../../expr/node.js';
import type { OptaxInputs } from '../define-loss.js';
import { requireFits, requireRank } from './check.js';

/** jax.nn.one_hot gives float32. */
export const ONE_HOT = { float16: 'float32', bfloat16: 'float32' } as const;

/** @throws LossauditError `array-refused` */
export function oneHotRows({ yPred, yTrue, title }: OptaxInputs): Expr {
  requireRank(title, 'y_pred', yPred, 1);
  requireFits(title, 'y_true', yTrue!, yPred.shape.slice(0, -1));
  return yTrue!.oneHot(yPred.shape.at(-1)!);
}
