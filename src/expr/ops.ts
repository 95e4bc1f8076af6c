/**
 * The element-wise operations an expression may use, with what every reader needs to know of each: how it is
 * printed and its derivative. Their arithmetic is in the engines (`Record<MapOp, …>`, so none can be
 * forgotten).
 */
import { constant, type Expr } from './node.js';

/** As many as the operation takes; a row asks for no more. */
export type MapOperands<T> = readonly [a: T, b: T, c: T];

interface OpSpec {
  /** How the formula prints: an infix sign with its precedence, or a function name. */
  readonly infix?: string;
  readonly precedence?: number;
  readonly call?: string;
  /** ∂out/∂args[i] as expressions; absent where the derivative is zero wherever it exists. */
  readonly partials?: (args: MapOperands<Expr>, out: Expr) => (Expr | undefined)[];
}

const SPECS = {
  add: { infix: '+', precedence: 4, partials: () => [constant(1), constant(1)] },
  sub: { infix: '-', precedence: 4, partials: () => [constant(1), constant(-1)] },
  mul: { infix: '*', precedence: 5, partials: ([a, b]) => [b, a] },
  div: { infix: '/', precedence: 5, partials: ([, b], out) => [constant(1).div(b), out.div(b).neg()] },
  /** a / b, and 0 where b is 0, whatever a is (TensorFlow's `divide_no_nan`). */
  divNoNan: {
    call: 'divide_no_nan',
    partials: ([, b], out) => [constant(1).divNoNan(b), out.divNoNan(b).neg()],
  },
  neg: { infix: '-', precedence: 6, partials: () => [constant(-1)] },
  abs: { call: 'abs', partials: ([x]) => [x.sign()] },
  sign: { call: 'sign' },
  square: { call: 'square', partials: ([x]) => [x.mul(2)] },
  sqrt: { call: 'sqrt', partials: (_, out) => [constant(0.5).div(out)] },
  rsqrt: { call: 'rsqrt', partials: ([x], out) => [out.div(x).mul(-0.5)] },
  exp: { call: 'exp', partials: (_, out) => [out] },
  log: { call: 'log', partials: ([x]) => [constant(1).div(x)] },
  log1p: { call: 'log1p', partials: ([x]) => [constant(1).div(x.add(1))] },
  sigmoid: { call: 'sigmoid', partials: (_, out) => [out.mul(constant(1).sub(out))] },
  tanh: { call: 'tanh', partials: (_, out) => [constant(1).sub(out.square())] },
  /** log(1 + exp(x)), as the kernels have it: exact where exp overflows. */
  softplus: { call: 'softplus', partials: ([x]) => [x.sigmoid()] },
  expm1: { call: 'expm1', partials: (_, out) => [out.add(1)] },
  pow: {
    infix: '**',
    precedence: 7,
    partials: ([a, b], out) => [b.mul(a.pow(b.sub(1))), out.mul(a.log())],
  },
  maximum: { call: 'max', partials: ([a, b]) => [b.lessEqual(a), a.less(b)] },
  minimum: { call: 'min', partials: ([a, b]) => [a.lessEqual(b), b.less(a)] },
  clip: {
    call: 'clip',
    partials: ([x, low, high]) => [low.lessEqual(x).mul(x.lessEqual(high)), undefined, undefined],
  },
  equal: { infix: '==', precedence: 3 },
  notEqual: { infix: '!=', precedence: 3 },
  less: { infix: '<', precedence: 3 },
  lessEqual: { infix: '<=', precedence: 3 },
  greater: { infix: '>', precedence: 3 },
  greaterEqual: { infix: '>=', precedence: 3 },
  /** cond is 0 or 1. The branch not taken is computed too, but its NaN does not pass. */
  where: {
    call: 'where',
    partials: ([condition]) => [undefined, condition, constant(1).sub(condition)],
  },
  trunc: { call: 'trunc' },
  floor: { call: 'floor' },
  /** Half to even, as numpy and TensorFlow. */
  round: { call: 'round' },
} as const satisfies Record<string, OpSpec>;

export type MapOp = keyof typeof SPECS;
export const OPS: Record<MapOp, OpSpec> = SPECS;
