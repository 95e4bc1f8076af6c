/** Σ a·b / (‖a‖·‖b‖) over axes (optax 0.2.8, losses/_regression.py). */
import { constant, type Expr } from '../../../expr/node.js';
import { number, type ValuesOf } from '../../param.js';
import type { OptaxInputs } from '../define-loss.js';
import { requireFits, requireFloating } from './check.js';
import { axesOf, divide, masked, sumWhere } from './numbers.js';
import { classAxis, where } from './params.js';

export const COSINE = { epsilon: number(0), axis: classAxis, where };

export function cosine(inputs: OptaxInputs<typeof COSINE>): Expr {
  const { yPred, yTrue, params, where, dtype, version, title } = inputs;
  requireFloating(inputs, 'y_pred', 'y_true');
  requireFits(title, 'y_true', yTrue!, yPred.shape);
  if (where) requireFits(title, 'mask', where, yPred.shape);
  return cosineOf(yPred, yTrue!, { ...params, where, dtype, guardsSquare: version.atLeast('0.2.4') });
}

interface Guard extends Pick<OptaxInputs, 'dtype'>, Pick<ValuesOf<typeof COSINE>, 'epsilon' | 'axis'> {
  readonly where?: Expr;
  /** The least square of a norm is epsilon (optax 0.2.4 and later), not the least norm. */
  readonly guardsSquare: boolean;
}

/** A zero vector is NaN where epsilon is 0. */
function cosineOf(a: Expr, b: Expr, guard: Guard): Expr {
  const product = unitOf(a, guard).mul(unitOf(b, guard));
  return sumWhere(product, axesOf(product, guard.axis), guard.where);
}

function unitOf(x: Expr, { epsilon, axis, where, dtype, guardsSquare }: Guard): Expr {
  const least = constant(epsilon);
  const square = masked(where, x.square(), 0).sum(axesOf(x, axis), { keepDims: true });
  return divide(x, guardsSquare ? square.maximum(least).sqrt() : square.sqrt().maximum(least), dtype);
}

/** Of every row of a matrix against every other. */
export function cosinesOf(x: Expr, guard: Guard): Expr {
  const narrow = guard.dtype === 'float16' || guard.dtype === 'bfloat16';
  // Each product is rounded there. Otherwise a matrix product is the same without a value for each of them.
  if (narrow) return cosineOf(x.expandDims(0), x.expandDims(1), guard);
  const unit = unitOf(x, guard);
  return unit.matmul(unit.transpose());
}
