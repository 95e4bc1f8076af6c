/** What losses of optax share: functions of jax.nn and jax.numpy as they compute them (jax 0.10.2). */
import { LossauditError } from '../../../errors.js';
import { constant, type Expr } from '../../../expr/node.js';
import type { Arithmetic } from '../../../tensor/ndarray.js';
import { requireAxis } from '../../align.js';
import type { Axes } from '../../param.js';
import type { OptaxInputs } from '../define-loss.js';
import { requireFits, shapeRefused } from './check.js';

/** The axes of an array, counted from 0. @throws LossauditError `bad-param` */
export function axesOf(x: Expr, axis: Axes): number[] {
  if (axis === null) return x.shape.map((_, i) => i);
  const axes = (typeof axis === 'number' ? [axis] : axis).map((a) => requireAxis(x, a, 'axis'));
  if (new Set(axes).size === axes.length) return axes;
  const data = { name: 'axis', value: axes.join(', '), wanted: 'a list without the same axis twice' };
  throw new LossauditError('bad-param', data, { where: 'params.axis' });
}

/**
 * a / b. Where b is stretched over a, XLA multiplies by 1 / b (jax 0.10.2 on the CPU); for bfloat16 it does
 * so in float32.
 */
export function divide(a: Expr, b: Expr, dtype: Arithmetic): Expr {
  return b.size < a.size && dtype !== 'bfloat16' ? a.mul(constant(1).div(b)) : a.div(b);
}

/** Where a mask says no, something else. */
export function masked(where: Expr | undefined, x: Expr, otherwise: number): Expr {
  return where ? where.where(x, otherwise) : x;
}

/**
 * jax.nn.log_softmax: what is left out has −∞.
 * @param rounds what each operation does to its result, where that is more than the engine does
 */
export function logSoftmax(x: Expr, axis: Axes, where?: Expr, rounds = (e: Expr) => e): Expr {
  const axes = axesOf(x, axis);
  const known = masked(where, x, Number.NEGATIVE_INFINITY);
  const shifted = rounds(known.sub(known.max(axes, { keepDims: true })));
  const sum = rounds(masked(where, rounds(shifted.exp()), 0).sum(axes, { keepDims: true }));
  const logSum = rounds(sum.log());
  const value = masked(where, rounds(shifted.sub(logSum)), Number.NEGATIVE_INFINITY);
  return value.as('log_softmax', where ? [x, where] : [x], axisText(axis));
}

/** jax.nn.softmax: what is left out has 0. */
export function softmax(x: Expr, axis: Axes, dtype: Arithmetic, where?: Expr): Expr {
  const axes = axesOf(x, axis);
  const known = masked(where, x, Number.NEGATIVE_INFINITY);
  const e = known.sub(known.max(axes, { keepDims: true })).exp();
  const value = masked(where, divide(e, masked(where, e, 0).sum(axes, { keepDims: true }), dtype), 0);
  return value.as('softmax', where ? [x, where] : [x], axisText(axis));
}

/** jax.nn.logsumexp over one axis. */
export function logSumExp(x: Expr, axis: number, where?: Expr): Expr {
  const max = masked(where, x, Number.NEGATIVE_INFINITY).max(axis, { keepDims: true });
  const shift = finite(max).where(max, 0);
  const sum = masked(where, masked(where, x, 0).sub(shift).exp(), 0).sum(axis, { keepDims: true });
  const value = sum.log().add(shift);
  return value.squeeze(axis).as('logsumexp', where ? [x, where] : [x], axisText(axis));
}

/** 1 for numbers, 0 for infinities and NaN. */
export function finite(x: Expr): Expr {
  return x.abs().less(Number.POSITIVE_INFINITY);
}

/** Σ x over axes, of what a mask leaves. */
export function sumWhere(x: Expr, axes: readonly number[], where?: Expr): Expr {
  return masked(where, x, 0).sum(axes);
}

/** A mask of the rows' shape with the axes of the classes back; one of as many axes as the array stays. */
export function expanded(
  where: Expr | undefined,
  x: Expr,
  axis: Axes,
  { title, version }: Pick<OptaxInputs, 'title' | 'version'>,
): Expr | undefined {
  if (!where) return undefined;
  // optax 0.2.6 and later.
  const expands = where.rank !== x.rank && version.atLeast('0.2.6');
  if (expands && axis === null)
    throw shapeRefused(title, 'mask', where, `it wants ${x.rank} axes, as the logits`);
  const axes = !expands || axis === null ? [] : typeof axis === 'number' ? [axis] : axis;
  const rank = where.rank + axes.length;
  const wide = axes
    .map((a) => (a < 0 ? rank + a : a))
    .sort((a, b) => a - b)
    .reduce((w, at) => (at >= 0 && at <= w.rank ? w.expandDims(at) : w), where);
  requireFits(title, 'mask', wide, x.shape);
  return wide;
}

/** The element of each label; labels from −1 down count from the end, others outside have NaN. */
export function atLabel(x: Expr, labels: Expr, axis: number): Expr {
  const classes = x.shape[axis]!;
  const inside = labels.greaterEqual(-classes).mul(labels.less(classes));
  const fromEnd = labels.less(0).where(labels.add(classes), labels);
  return inside.where(x.take(inside.where(fromEnd, 0), axis, 'y_true'), Number.NaN);
}

/** 1, 2, 3, … along the last axis of an array. */
export function ranks(x: Expr): Expr {
  return x.equal(x).maximum(1).cumsum(-1);
}

function axisText(axis: Axes): string {
  return axis === null ? 'axis=None' : `axis=${typeof axis === 'number' ? axis : `(${axis.join(', ')})`}`;
}
