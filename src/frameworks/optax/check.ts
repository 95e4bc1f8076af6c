/** What optax refuses before it computes: `check_subdtype`, `check_shapes_equal`, arrays that do not broadcast. */
import { LossauditError } from '../../errors.js';
import type { Expr } from '../../expr/node.js';
import { broadcastShapes, type Shape, sameShape } from '../../expr/shapes.js';
import { type Dtype, isFloating, isInteger, shapeText } from '../../tensor/ndarray.js';
import type { OptaxInputs, Owner } from './define-loss.js';

type Checked = Pick<OptaxInputs, 'dtypes' | 'owner'>;

/** @throws LossauditError `array-refused` */
export function requireFloating({ dtypes, owner }: Checked, ...slots: readonly string[]): void {
  for (const slot of slots) {
    const dtype = dtypes[slot];
    if (dtype !== undefined && !isFloating(dtype)) throw dtypeRefused(owner, slot, dtype, 'floating numbers');
  }
}

/** Numbers that stand in the audit itself have no dtype. @throws LossauditError `array-refused` */
export function requireInteger({ dtypes, owner }: Checked, slot: string): void {
  const dtype = dtypes[slot];
  if (dtype !== undefined && dtype !== 'float64' && !isInteger(dtype))
    throw dtypeRefused(owner, slot, dtype, 'integers');
}

/** @throws LossauditError `array-refused` */
export function requireSameShape(owner: Owner, slot: string, x: Expr, like: Expr): void {
  if (!sameShape(x.shape, like.shape))
    throw shapeRefused(owner, slot, x, `the shape ${shapeText(like.shape)}`);
}

/** @throws LossauditError `array-refused` where the array does not broadcast against the shape */
export function requireFits(owner: Owner, slot: string, x: Expr, shape: Shape): void {
  if (!broadcastShapes([x.shape, shape]))
    throw shapeRefused(owner, slot, x, `one that broadcasts against ${shapeText(shape)}`);
}

/** @throws LossauditError `array-refused` where there are fewer axes */
export function requireRank(owner: Owner, slot: string, x: Expr, least: number, most = Infinity): void {
  if (x.rank >= least && x.rank <= most) return;
  const axes = (n: number) => (n === 1 ? '1 axis' : `${n} axes`);
  throw shapeRefused(owner, slot, x, most === least ? axes(least) : `at least ${axes(least)}`);
}

export function shapeRefused(owner: Owner, what: string, x: Expr, wanted: string): LossauditError {
  const data = { ...owner, what, found: `shape ${shapeText(x.shape)}`, wanted };
  return new LossauditError('array-refused', data, { where: what });
}

function dtypeRefused(owner: Owner, what: string, dtype: Dtype, wanted: string): LossauditError {
  return new LossauditError(
    'array-refused',
    { ...owner, what, found: `dtype ${dtype}`, wanted },
    { where: what },
  );
}
