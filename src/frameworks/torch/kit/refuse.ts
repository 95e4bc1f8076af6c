/** What torch refuses, in words that name the array. */
import { LossauditError } from '../../../errors.js';
import type { Expr } from '../../../expr/node.js';
import { broadcastShapes, type Shape, sameShape } from '../../../expr/shapes.js';
import { type Dtype, isInteger, shapeText } from '../../../tensor/ndarray.js';
import { broadcastPair, type Pair } from '../../align.js';
import type { TermInputs } from '../define-loss.js';

type Context = Pick<TermInputs, 'arrays' | 'dtypes' | 'title' | 'trace'>;

/** An array of a shape that it does not take. */
export function shapeRefused({ title }: Context, name: string, shape: Shape, reason: string): LossauditError {
  const data = { framework: title, name, shape: shapeText(shape), reason };
  return new LossauditError('array-refused', data, { where: name });
}

/** y_pred and y_true stretched against each other, shown as steps. */
export function stretched(context: Context): Pair {
  const pair = { yPred: context.arrays.y_pred!, yTrue: context.arrays.y_true! };
  if (!broadcastShapes([pair.yPred.shape, pair.yTrue.shape]))
    throw shapeRefused(
      context,
      'y_true',
      pair.yTrue.shape,
      `it does not broadcast against the input of shape ${shapeText(pair.yPred.shape)}`,
    );
  return broadcastPair(pair, context.trace);
}

/** y_pred and y_true of one shape. */
export function alike(context: Context): Pair {
  const pair = { yPred: context.arrays.y_pred!, yTrue: context.arrays.y_true! };
  if (!sameShape(pair.yPred.shape, pair.yTrue.shape))
    throw shapeRefused(
      context,
      'y_true',
      pair.yTrue.shape,
      `it must have the shape of the input, ${shapeText(pair.yPred.shape)}`,
    );
  return pair;
}

/** y_true of the shape of y_pred, or broadcast into it. */
export function alikeOrInto(context: Context): Pair {
  const yPred = context.arrays.y_pred!;
  return { yPred, yTrue: into(context, 'y_true', context.arrays.y_true!, yPred.shape) };
}

/** An array that broadcasts into the shape without making it larger. */
export function into(context: Context, name: string, x: Expr, shape: Shape): Expr {
  const fits = broadcastShapes([x.shape, shape]);
  if (fits && sameShape(fits, shape)) return x;
  throw shapeRefused(context, name, x.shape, `it does not broadcast into ${shapeText(shape)}`);
}

/** Class indices are int64 or uint8; what is declared as nothing is taken as such. */
export function requireIndices(context: Context): void {
  const dtype = context.dtypes.y_true;
  if (dtype === undefined || dtype === 'int64' || dtype === 'uint8' || dtype === 'float64') return;
  throw dtypeOf(context, 'y_true', dtype, 'int64 or uint8 for class indices');
}

export function requireFloats(context: Context, name: string, wanted = 'a floating dtype'): void {
  const dtype = context.dtypes[name];
  if (dtype === undefined || !(isInteger(dtype) || dtype === 'bool')) return;
  throw dtypeOf(context, name, dtype, wanted);
}

function dtypeOf({ title }: Context, name: string, dtype: Dtype, wanted: string): LossauditError {
  return new LossauditError('array-dtype', { framework: title, name, dtype, wanted }, { where: name });
}
