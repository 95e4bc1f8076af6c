/** Keras's epsilon and the functions that its losses share. */
import { constant, type Expr } from '../../expr/node.js';
import type { Tracer } from '../tracer.js';
import { sumOrder } from './define-loss.js';

/** `keras.backend.epsilon()`: how near to 0 and 1 a probability may come. */
export const CLIP = 1e-7;
export const EPSILON = constant(CLIP, '1e-07');
const ONE_MINUS_EPSILON = constant(1 - CLIP, '1 - 1e-07');

/** Probabilities kept away from 0 and 1. In float32 the upper bound is 0.99999988: the clip is not symmetric. */
export function clipProbabilities(p: Expr): Expr {
  return p.clip(EPSILON, ONE_MINUS_EPSILON);
}

/** log(softmax(x)) over an axis, by the maximum as every framework computes it. */
export function logSoftmax(x: Expr, axis: number, backend: string): Expr {
  const shifted = x.sub(x.max(axis, { keepDims: true }));
  const logSum = shifted
    .exp()
    .sum(axis, { keepDims: true, order: sumOrder(backend, x, axis) })
    .log();
  return shifted.sub(logSum).as('log_softmax', [x], `axis=${axis}`);
}

/** softmax(x) over an axis. */
export function softmax(x: Expr, axis: number): Expr {
  const e = x.sub(x.max(axis, { keepDims: true })).exp();
  return e.div(e.sum(axis, { keepDims: true })).as('softmax', [x], `axis=${axis}`);
}

/** Binary cross-entropy of logits, without overflow: max(z, 0) − z·t + log1p(exp(−|z|)). */
export function sigmoidCrossEntropy(t: Expr, z: Expr): Expr {
  return z.maximum(0).sub(z.mul(t)).add(z.abs().neg().exp().log1p());
}

/** Targets moved a little towards the same value for every class. The constants are Python floats, rounded when used. */
export function smoothLabels(t: Expr, a: number, shift: Expr, trace: Tracer): Expr {
  const why = `targets moved by ${a} towards the same value for every class`;
  return a === 0 ? t : trace.step('label-smoothing', why, t.mul(constant(1 - a)).add(shift), 'y_true');
}
