/**
 * The arithmetic of the element-wise operations in doubles. Rounding to another dtype is done on the results.
 */
import type { MapOp } from '../../expr/ops.js';

type Scalar = (a: number, b: number, c: number) => number;

/** Half to even. */
function roundHalfEven(x: number): number {
  const r = Math.round(x);
  return Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

/** Math.max and Math.min already propagate NaN, as the frameworks' do. */
const KERNELS: Record<MapOp, Scalar> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  divNoNan: (a, b) => (b === 0 ? 0 : a / b),
  neg: (a) => -a,
  abs: Math.abs,
  sign: Math.sign,
  square: (a) => a * a,
  sqrt: Math.sqrt,
  rsqrt: (a) => 1 / Math.sqrt(a),
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  sigmoid: (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a))),
  tanh: Math.tanh,
  softplus: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
  expm1: Math.expm1,
  pow: (a, b) => a ** b,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  clip: (a, b, c) => Math.min(Math.max(a, b), c),
  equal: (a, b) => (a === b ? 1 : 0),
  notEqual: (a, b) => (a !== b ? 1 : 0),
  less: (a, b) => (a < b ? 1 : 0),
  lessEqual: (a, b) => (a <= b ? 1 : 0),
  greater: (a, b) => (a > b ? 1 : 0),
  greaterEqual: (a, b) => (a >= b ? 1 : 0),
  where: (a, b, c) => (a !== 0 ? b : c),
  trunc: Math.trunc,
  floor: Math.floor,
  round: roundHalfEven,
};

/**
 * out[i] = f(a[i], b[i], c[i]), where an operand of length 1 is a scalar. The loops are written apart because
 * one shared loop would become megamorphic and slow for all operations.
 */
export function mapInto(
  op: MapOp,
  out: Float64Array | Float32Array,
  n: number,
  operands: readonly ArrayLike<number>[],
): void {
  const [a, b = a, c = a] = operands as readonly [ArrayLike<number>, ...ArrayLike<number>[]];
  const ia = a.length === 1 ? 0 : 1;
  const ib = b.length === 1 ? 0 : 1;
  switch (op) {
    case 'add':
      for (let i = 0; i < n; i++) out[i] = a[i * ia]! + b[i * ib]!;
      return;
    case 'sub':
      for (let i = 0; i < n; i++) out[i] = a[i * ia]! - b[i * ib]!;
      return;
    case 'mul':
      for (let i = 0; i < n; i++) out[i] = a[i * ia]! * b[i * ib]!;
      return;
    case 'div':
      for (let i = 0; i < n; i++) out[i] = a[i * ia]! / b[i * ib]!;
      return;
    case 'square':
      for (let i = 0; i < n; i++) out[i] = a[i * ia]! * a[i * ia]!;
      return;
    case 'rsqrt':
      // The frameworks divide by the rounded root.
      for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i * ia]!);
      for (let i = 0; i < n; i++) out[i] = 1 / out[i]!;
      return;
    case 'log':
      for (let i = 0; i < n; i++) out[i] = Math.log(a[i * ia]!);
      return;
    default: {
      const f = KERNELS[op];
      const ic = c.length === 1 ? 0 : 1;
      for (let i = 0; i < n; i++) out[i] = f(a[i * ia]!, b[i * ib]!, c[i * ic]!);
    }
  }
}
