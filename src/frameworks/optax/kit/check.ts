/**
 * What optax refuses before it computes: `check_subdtype`, `check_shapes_equal`, arrays that do not
 * broadcast.
 */
import { LossauditError } from '../../../errors.js';
import type { Expr } from '../../../expr/node.js';
import { broadcastShapes, type Shape, sameShape } from '../../../expr/shapes.js';
import { type Dtype, isFloating, isInteger, shapeText } from '../../../tensor/ndarray.js';
import type { OptaxInputs } from '../define-loss.js';

type Checked = Pick<OptaxInputs, 'dtypes' | 'title'>;

/** @throws LossauditError `array-refused` */
export function requireFloating({ dtypes, title }: Checked, ...slots: readonly string[]): void {
  for (const slot of slots) {
    const dtype = dtypes[slot];
    if (dtype !== undefined && !isFloating(dtype)) throw dtypeRefused(title, slot, dtype, 'floating numbers');
  }
}

/** Numbers that stand in the audit itself have no dtype. @throws LossauditError `array-refused` */
export function requireInteger({ dtypes, title }: Checked, slot: string): void {
  const dtype = dtypes[slot];
  if (dtype !== undefined && dtype !== 'float64' && !isInteger(dtype))
    throw dtypeRefused(title, slot, dtype, 'integers');
}

/** @throws LossauditError `array-refused` */
export function requireSameShape(title: string, slot: string, x: Expr, like: Expr): void {
  if (!sameShape(x.shape, like.shape))
    throw shapeRefused(title, slot, x, `it wants the shape ${shapeText(like.shape)}`);
}

/** @throws LossauditError `array-refused` where the array does not broadcast against the shape */
export function requireFits(title: string, slot: string, x: Expr, shape: Shape): void {
  if (!broadcastShapes([x.shape, shape]))
    throw shapeRefused(title, slot, x, `it does not broadcast against ${shapeText(shape)}`);
}

/** @throws LossauditError `array-refused` where there are fewer axes */
export function requireRank(title: string, slot: string, x: Expr, least: number, most = Infinity): void {
  if (x.rank >= least && x.rank <= most) return;
  const axes = (n: number) => (n === 1 ? '1 axis' : `${n} axes`);
  throw shapeRefused(
    title,
    slot,
    x,
    most === least ? `it wants ${axes(least)}` : `it wants at least ${axes(least)}`,
  );
}

export function shapeRefused(title: string, name: string, x: Expr, reason: string): LossauditError {
  const data = { framework: title, name, shape: shapeText(x.shape), reason };
  return new LossauditError('array-refused', data, { where: name });
}

function dtypeRefused(title: string, name: string, dtype: Dtype, wanted: string): LossauditError {
  return new LossauditError('array-dtype', { framework: title, name, dtype, wanted }, { where: name });
}
