/** What losses of tfjs-layers share. */
import { constant, type Expr } from '../../expr/node.js';
import { softmax } from '../math.js';
import { flag } from '../param.js';

/** Only a call of the function itself can set it; a string in compile never does. */
export const FROM_LOGITS = flag(false, { role: 'logits' });

/** tf.sum over one axis, in doubles on the CPU. */
export function sum(x: Expr, axis = -1, keepDims = false): Expr {
  return x.sum(axis, { keepDims, order: 'doubles' });
}

/** tf.mean over the last axis: each element is divided first. */
export function mean(x: Expr): Expr {
  const each = x.shape.at(-1) ?? 1;
  return sum(each === 1 ? x : x.div(each)).as('mean', [x], 'axis=-1');
}

/** Kept from ε to 1 − ε; the upper bound of 1e-07 is 0.99999988 in float32. */
export function clipped(p: Expr, epsilon: Expr): Expr {
  return p.clip(epsilon, constant(1).sub(epsilon));
}

/** The logarithm of probabilities that are clipped, of logits too: they are capped at log(1e-07). */
export function logProbabilities(p: Expr, fromLogits: boolean, epsilon: Expr): Expr {
  return clipped(fromLogits ? softmax(p, -1, 'doubles') : p.div(sum(p, -1, true)), epsilon).log();
}
