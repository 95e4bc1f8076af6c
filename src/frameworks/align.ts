/** How arrays of one output are brought together, alike in every framework. */
import { LossauditError } from '../errors.js';
import { type Expr, opaque } from '../expr/node.js';
import { broadcastShapes, requireRoom, sameShape } from '../expr/shapes.js';
import { shapeText } from '../tensor/ndarray.js';
import type { Settings } from './framework.js';
import { softmax } from './math.js';
import type { Tracer } from './tracer.js';

export interface Pair {
  readonly yTrue: Expr;
  readonly yPred: Expr;
}

const STRETCHED = { y_true: 'broadcast-y-true', y_pred: 'broadcast-y-pred' } as const;

/** What is left is NumPy broadcasting, which is shown. */
export function broadcastPair({ yTrue, yPred }: Pair, trace: Tracer): Pair {
  const shape = broadcastShapes([yTrue.shape, yPred.shape]);
  if (!shape || sameShape(yTrue.shape, yPred.shape)) return { yTrue, yPred };
  // Stretching is a step of its own, before any operation could refuse it.
  requireRoom([yTrue, yPred], shape);
  const stretched = (x: Expr, name: 'y_true' | 'y_pred', other: Expr): Expr => {
    if (sameShape(x.shape, shape)) return x;
    const byRow = x.rank === shape.length && x.shape[0] === shape[0] && x.byRow;
    const why = `${name} ${shapeText(x.shape)} is stretched over ${shapeText(other.shape)}`;
    return trace.step(STRETCHED[name], why, x.broadcastTo(shape, byRow), name);
  };
  return { yTrue: stretched(yTrue, 'y_true', yPred), yPred: stretched(yPred, 'y_pred', yTrue) };
}

/** Predictions that hold the input of the model's last activation, behind it. */
export function activated(yPred: Expr, activation: Settings['activation'], trace: Tracer): Expr {
  if (!activation || activation === 'linear') return yPred;
  const result = activation === 'sigmoid' ? yPred.sigmoid() : softmax(yPred, -1);
  return trace.step(activation, "the model's last activation", result, 'y_pred');
}

/**
 * An array parameter of as many numbers as there are classes or outputs, which only shapes tell.
 * @throws LossauditError `bad-param`
 */
export function ofLength(values: Expr, length: number, name: string, of: string): Expr {
  if (values.size === length) return values;
  const wanted = `a list with a number for each ${of}: ${length}`;
  const data = { name, value: `an array of shape ${shapeText(values.shape)}`, wanted };
  throw new LossauditError('bad-param', data, { where: `params.${name}` });
}

/**
 * An axis that is a parameter, counted from 0.
 * @throws LossauditError `bad-param` where the array lacks it
 */
export function requireAxis({ shape, rank }: Expr, axis: number, name: string): number {
  if (axis >= -rank && axis < rank) return axis < 0 ? rank + axis : axis;
  const data = { name, value: String(axis), wanted: `an axis of an array of shape ${shapeText(shape)}` };
  throw new LossauditError('bad-param', data, { where: `params.${name}` });
}

interface Looks {
  readonly who: string;
  readonly what: string;
  /** Are NaN, zeros alone, and a sum of 0 refused? */
  readonly finite: boolean;
  readonly all: boolean;
  readonly divides: boolean;
}

/** The same numbers, looked at as a whole. @throws LossauditError `bad-weights` when they are met */
export function looked(w: Expr, looks: Looks): Expr {
  const { who, what } = looks;
  const refuse = (problem: string) => {
    throw new LossauditError('bad-weights', { who, what, problem }, { where: what });
  };
  if (looks.divides && w.size === 0) refuse('adds up to 0');
  return opaque(
    {
      name: '',
      shape: (shape) => shape,
      kernel([x], out) {
        let sum = 0;
        let some = false;
        for (let i = 0; i < out.length; i++) {
          const v = x!.data[i]!;
          if (looks.finite && !Number.isFinite(v)) refuse(`holds ${v}`);
          sum += v;
          some ||= v !== 0;
          out[i] = v;
        }
        if (looks.all && !some) refuse('holds zeros only');
        if (looks.divides && sum === 0) refuse('adds up to 0');
      },
      backward: (_, upstream) => [upstream],
    },
    w,
  );
}
