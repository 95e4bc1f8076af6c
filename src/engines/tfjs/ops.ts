/** The element-wise operations on tfjs tensors. Comparisons give 0 or 1 in float32, as the graph has them. */
import type * as tfjs from '@tensorflow/tfjs-core';
import type { MapOp } from '../../expr/ops.js';

export type Tfjs = typeof tfjs;
type Tensor = tfjs.Tensor;
type TensorOp = (tf: Tfjs, a: Tensor, b: Tensor, c: Tensor) => Tensor;

export const TENSOR_OPS: Record<MapOp, TensorOp> = {
  add: (tf, a, b) => tf.add(a, b),
  sub: (tf, a, b) => tf.sub(a, b),
  mul: (tf, a, b) => tf.mul(a, b),
  div: (tf, a, b) => tf.div(a, b),
  divNoNan: (tf, a, b) => tf.divNoNan(a, b),
  neg: (tf, a) => tf.neg(a),
  abs: (tf, a) => tf.abs(a),
  sign: (tf, a) => tf.sign(a),
  square: (tf, a) => tf.square(a),
  sqrt: (tf, a) => tf.sqrt(a),
  rsqrt: (tf, a) => tf.rsqrt(a),
  exp: (tf, a) => tf.exp(a),
  log: (tf, a) => tf.log(a),
  log1p: (tf, a) => tf.log1p(a),
  sigmoid: (tf, a) => tf.sigmoid(a),
  tanh: (tf, a) => tf.tanh(a),
  softplus: (tf, a) => tf.softplus(a),
  expm1: (tf, a) => tf.expm1(a),
  pow: (tf, a, b) => tf.pow(a, b),
  maximum: (tf, a, b) => tf.maximum(a, b),
  minimum: (tf, a, b) => tf.minimum(a, b),
  clip: (tf, a, b, c) => tf.minimum(tf.maximum(a, b), c),
  equal: (tf, a, b) => tf.cast(tf.equal(a, b), 'float32'),
  notEqual: (tf, a, b) => tf.cast(tf.notEqual(a, b), 'float32'),
  less: (tf, a, b) => tf.cast(tf.less(a, b), 'float32'),
  lessEqual: (tf, a, b) => tf.cast(tf.lessEqual(a, b), 'float32'),
  greater: (tf, a, b) => tf.cast(tf.greater(a, b), 'float32'),
  greaterEqual: (tf, a, b) => tf.cast(tf.greaterEqual(a, b), 'float32'),
  where: (tf, a, b, c) => tf.where(tf.notEqual(a, 0), b, c),
  floor: (tf, a) => tf.floor(a),
  trunc: (tf, a) => tf.mul(tf.sign(a), tf.floor(tf.abs(a))),
  round: (tf, a) => tf.round(a),
};
