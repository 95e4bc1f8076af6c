/** What losses of tfjs-core share. */
import { constant, type Expr } from '../../expr/node.js';
import { smoothLabels } from '../math.js';
import { number } from '../param.js';
import type { Tracer } from '../tracer.js';

/** Any number is taken; only those above 0 smooth. */
export const LABEL_SMOOTHING = number(0, { role: 'smoothing' });

/** 1 − a is a tensor here, rounded from two that are. */
export function smoothed(t: Expr, a: number, shift: Expr, trace: Tracer): Expr {
  return smoothLabels(t, Math.max(0, a), shift, trace, constant(1).sub(constant(a)));
}
