/** Keras's epsilon and what its losses share of it. */
import { constant, type Expr } from '../../expr/node.js';
import { logSoftmax as shared } from '../math.js';
import { sumOrder } from './define-loss.js';

/** `keras.backend.epsilon()`: how near to 0 and 1 a probability may come. */
export const CLIP = 1e-7;
export const EPSILON = constant(CLIP, '1e-07');
const ONE_MINUS_EPSILON = constant(1 - CLIP, '1 - 1e-07');

/**
 * Probabilities kept away from 0 and 1. In float32 the upper bound is 0.99999988: the clip is not symmetric.
 */
export function clipProbabilities(p: Expr): Expr {
  return p.clip(EPSILON, ONE_MINUS_EPSILON);
}

/** log(softmax(x)) over an axis, added up in the order of the backend's kernel. */
export function logSoftmax(x: Expr, axis: number, backend: string): Expr {
  return shared(x, axis, sumOrder(backend, x, axis));
}
