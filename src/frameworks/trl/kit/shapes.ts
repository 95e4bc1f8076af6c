/** What TRL's collators make sure of, and an audit may get wrong. */
import { LossauditError } from '../../../errors.js';
import type { Expr } from '../../../expr/node.js';
import { type Shape, sameShape } from '../../../expr/shapes.js';
import { shapeText } from '../../../tensor/ndarray.js';

/** @throws LossauditError `array-refused` */
export function requireShape(title: string, name: string, x: Expr, wanted: Shape, what: string): void {
  if (sameShape(x.shape, wanted)) return;
  const reason = `it wants ${what}: ${shapeText(wanted)}`;
  const data = { framework: title, name, shape: shapeText(x.shape), reason };
  throw new LossauditError('array-refused', data, { where: name });
}

/** The mask of the tokens that are predicted: the first one is not. @throws LossauditError `array-refused` */
export function shiftedMask(title: string, logps: Expr, mask: Expr): Expr {
  const [rows = 0, length = 0] = logps.shape;
  requireShape(
    title,
    'y_true',
    mask,
    [rows, length + 1],
    'a mask of all tokens, one more than predicted ones',
  );
  return mask.slice(1, 1);
}

/** Log-probabilities of the tokens that a mask leaves; others are 0, as the model gives them. */
export function kept(logps: Expr, mask: Expr): Expr {
  return mask.where(logps, 0);
}

/** Rows of chosen completions, then those of the rejected ones. @throws LossauditError `array-refused` */
export function halves(title: string, x: Expr): [chosen: Expr, rejected: Expr] {
  const rows = x.shape[0] ?? 0;
  if (rows % 2 !== 0) {
    const data = {
      framework: title,
      name: 'y_pred',
      shape: shapeText(x.shape),
      reason: 'its rows are pairs',
    };
    throw new LossauditError('array-refused', data, { where: 'y_pred' });
  }
  return [x.slice(0, 0, rows / 2), x.slice(0, rows / 2)];
}
