/**
 * One case or more for every element-wise operation and every kind of node: how it is built, the same by
 * plain loops, its formula.
 */
import type { Kind } from '../../src/expr/kinds.js';
import { constant, type Expr, opaque } from '../../src/expr/node.js';
import type { MapOp } from '../../src/expr/ops.js';
import { line, made, type Plain, sum } from './plain.js';

export interface Case {
  /** Shapes of `a`, `b`, `c`; their axis 0 is the sample axis unless `whole` says so. */
  readonly shapes: readonly (readonly number[])[];
  readonly whole?: readonly number[];
  /** Operands with integers from 0 up to this (excluded): class indices, which have no derivative. */
  readonly integers?: Readonly<Record<number, number>>;
  /** Values are drawn from here; by default −2 … 2. */
  readonly range?: readonly [number, number];
  readonly build: (...operands: Expr[]) => Expr;
  readonly plain: (...operands: Plain[]) => Plain;
  readonly formula: string;
  /** Without a derivative, as the table of operations says. */
  readonly noDerivative?: true;
}

const one = (
  build: (x: Expr) => Expr,
  f: (x: number) => number,
  formula: string,
  range?: Case['range'],
): Case => ({
  shapes: [[5, 3]],
  range,
  build,
  plain: (a) => made([5, 3], (i, j) => f(a.at(i, j))),
  formula,
});

/** A second operand of rank 1, which is stretched over the rows. */
const two = (
  build: (x: Expr, y: Expr) => Expr,
  f: (x: number, y: number) => number,
  formula: string,
  range?: Case['range'],
): Case => ({
  shapes: [[5, 3], [3]],
  whole: [1],
  range,
  build,
  plain: (a, b) => made([5, 3], (i, j) => f(a.at(i, j), b.at(j))),
  formula,
});

const POSITIVE = [0.3, 3] as const;

export const MAP_CASES: Readonly<Record<MapOp, Case>> = {
  add: two(
    (a, b) => a.add(b),
    (x, y) => x + y,
    'a + b',
  ),
  sub: two(
    (a, b) => a.sub(b),
    (x, y) => x - y,
    'a - b',
  ),
  mul: two(
    (a, b) => a.mul(b),
    (x, y) => x * y,
    'a * b',
  ),
  div: two(
    (a, b) => a.div(b),
    (x, y) => x / y,
    'a / b',
    POSITIVE,
  ),
  divNoNan: {
    ...two(
      (a, b) => a.divNoNan(b.greater(0).mul(b)),
      (x, y) => (y > 0 ? x / y : 0),
      'divide_no_nan(a, (b > 0) * b)',
    ),
  },
  neg: one(
    (a) => a.neg(),
    (x) => -x,
    '-a',
  ),
  abs: one(
    (a) => a.abs(),
    (x) => (x < 0 ? -x : x),
    'abs(a)',
  ),
  sign: one(
    (a) => a.sign(),
    (x) => (x < 0 ? -1 : x > 0 ? 1 : 0),
    'sign(a)',
  ),
  square: one(
    (a) => a.square(),
    (x) => x ** 2,
    'square(a)',
  ),
  sqrt: one(
    (a) => a.sqrt(),
    (x) => x ** 0.5,
    'sqrt(a)',
    POSITIVE,
  ),
  rsqrt: one(
    (a) => a.rsqrt(),
    (x) => x ** -0.5,
    'rsqrt(a)',
    POSITIVE,
  ),
  exp: one(
    (a) => a.exp(),
    (x) => Math.E ** x,
    'exp(a)',
  ),
  log: one(
    (a) => a.log(),
    (x) => Math.log10(x) / Math.log10(Math.E),
    'log(a)',
    POSITIVE,
  ),
  log1p: one(
    (a) => a.log1p(),
    (x) => Math.log(1 + x),
    'log1p(a)',
    POSITIVE,
  ),
  sigmoid: one(
    (a) => a.sigmoid(),
    (x) => 1 / (1 + Math.exp(-x)),
    'sigmoid(a)',
  ),
  tanh: one(
    (a) => a.tanh(),
    (x) => (Math.exp(2 * x) - 1) / (Math.exp(2 * x) + 1),
    'tanh(a)',
  ),
  softplus: one(
    (a) => a.softplus(),
    (x) => Math.log(1 + Math.exp(x)),
    'softplus(a)',
  ),
  expm1: one(
    (a) => a.expm1(),
    (x) => Math.exp(x) - 1,
    'expm1(a)',
  ),
  pow: two(
    (a, b) => a.pow(b),
    (x, y) => Math.exp(y * Math.log(x)),
    'a ** b',
    POSITIVE,
  ),
  maximum: two(
    (a, b) => a.maximum(b),
    (x, y) => Math.max(x, y),
    'max(a, b)',
  ),
  minimum: two(
    (a, b) => a.minimum(b),
    (x, y) => Math.min(x, y),
    'min(a, b)',
  ),
  clip: one(
    (a) => a.clip(-0.5, 1),
    (x) => (x < -0.5 ? -0.5 : Math.min(x, 1)),
    'clip(a, -0.5, 1)',
  ),
  equal: two(
    (a, b) => a.equal(b),
    (x, y) => (x === y ? 1 : 0),
    'a == b',
  ),
  notEqual: two(
    (a, b) => a.notEqual(b),
    (x, y) => (x === y ? 0 : 1),
    'a != b',
  ),
  less: two(
    (a, b) => a.less(b),
    (x, y) => (x < y ? 1 : 0),
    'a < b',
  ),
  lessEqual: two(
    (a, b) => a.lessEqual(b),
    (x, y) => (x > y ? 0 : 1),
    'a <= b',
  ),
  greater: two(
    (a, b) => a.greater(b),
    (x, y) => (x > y ? 1 : 0),
    'a > b',
  ),
  greaterEqual: two(
    (a, b) => a.greaterEqual(b),
    (x, y) => (x < y ? 0 : 1),
    'a >= b',
  ),
  where: two(
    (a, b) => a.greater(0).where(a.mul(b), b),
    (x, y) => (x > 0 ? x * y : y),
    'where(a > 0, a * b, b)',
  ),
  trunc: one(
    (a) => a.trunc(),
    (x) => (x < 0 ? -Math.floor(-x) : Math.floor(x)),
    'trunc(a)',
  ),
  floor: one(
    (a) => a.floor(),
    (x) => x - (((x % 1) + 1) % 1),
    'floor(a)',
  ),
  round: one(
    (a) => a.round(),
    (x) => Number(x.toFixed(0)),
    'round(a)',
  ),
};

/**
 * Sum over rows of the squares of their last axis' differences: made up, as an operation that is no
 * expression would be.
 */
const RANGES = {
  name: 'squared_range',
  extra: 'last axis',
  shape: (x: readonly number[]) => x.slice(0, -1),
  kernel: ([x]: readonly { data: ArrayLike<number>; shape: readonly number[] }[], out: Float64Array) => {
    const length = x.shape[x.shape.length - 1];
    for (let row = 0; row < out.length; row++) {
      const values = Array.from({ length }, (_, i) => x.data[row * length + i]);
      out[row] = (Math.max(...values) - Math.min(...values)) ** 2;
    }
  },
};
const rangePlain = (a: Plain) =>
  made(a.shape.slice(0, -1), (...i) => {
    const values = line(a, a.shape.length - 1, [...i, 0]);
    return (Math.max(...values) - Math.min(...values)) ** 2;
  });

const shape3 = [[5, 3, 2]] as const;

export const CASES: Readonly<Record<Kind, readonly Case[]>> = {
  input: [{ shapes: [[5, 3]], build: (a) => a, plain: (a) => a, formula: 'a' }],
  const: [{ shapes: [], build: () => constant(1e-7), plain: () => made([], () => 1e-7), formula: '1e-07' }],
  map: Object.values(MAP_CASES),
  reduce: [
    {
      shapes: [[5, 3]],
      build: (a) => a.sum(),
      plain: (a) => made([], () => sum(Array.from({ length: 5 }, (_, i) => sum(line(a, 1, [i, 0]))))),
      formula: 'sum(a)',
    },
    {
      shapes: shape3,
      build: (a) => a.mean(-1),
      plain: (a) => made([5, 3], (i, j) => sum(line(a, 2, [i, j, 0])) / 2),
      formula: 'mean(a, axis=-1)',
    },
    // Over the sample axis, the others kept.
    {
      shapes: shape3,
      build: (a) => a.sum(0),
      plain: (a) => made([3, 2], (j, k) => sum(line(a, 0, [0, j, k]))),
      formula: 'sum(a, axis=0)',
    },
    {
      shapes: shape3,
      build: (a) => a.mean([0, 1], { keepDims: true }),
      plain: (a) =>
        made(
          [1, 1, 2],
          (_, __, k) => sum(Array.from({ length: 3 }, (_, j) => sum(line(a, 0, [0, j, k])))) / 15,
        ),
      formula: 'mean(a, axis=(0, 1))',
    },
    {
      shapes: shape3,
      build: (a) => a.max([0, 2]),
      plain: (a) =>
        made([3], (j) =>
          Math.max(...Array.from({ length: 2 }, (_, k) => Math.max(...line(a, 0, [0, j, k])))),
        ),
      formula: 'max(a, axis=(0, 2))',
    },
    {
      shapes: shape3,
      build: (a) => a.min(1, { keepDims: true }),
      plain: (a) => made([5, 1, 2], (i, _, k) => Math.min(...line(a, 1, [i, 0, k]))),
      formula: 'min(a, axis=1)',
    },
    // What hangs on a sum over the rows needs a second pass.
    {
      shapes: shape3,
      build: (a) => a.sub(a.mean(0)).square().sum(0),
      plain: (a) =>
        made([3, 2], (j, k) => {
          const column = line(a, 0, [0, j, k]);
          return sum(column.map((x) => (x - sum(column) / 5) ** 2));
        }),
      formula: 'sum(square(a - mean(a, axis=0)), axis=0)',
    },
  ],
  argmax: [
    {
      shapes: [[5, 3]],
      build: (a) => a.argmax(-1),
      plain: (a) => made([5], (i) => line(a, 1, [i, 0]).indexOf(Math.max(...line(a, 1, [i, 0])))),
      formula: 'argmax(a, axis=-1)',
    },
    {
      shapes: [[5, 3]],
      build: (a) => a.argmax(0),
      plain: (a) => made([3], (j) => line(a, 0, [0, j]).indexOf(Math.max(...line(a, 0, [0, j])))),
      formula: 'argmax(a, axis=0)',
    },
  ],
  sort: [
    {
      shapes: shape3,
      build: (a) => a.sort(1),
      plain: (a) => made([5, 3, 2], (i, j, k) => [...line(a, 1, [i, 0, k])].sort((x, y) => x - y)[j]),
      formula: 'sort(a, axis=1)',
      noDerivative: true,
    },
    {
      shapes: [[5, 3]],
      build: (a) => a.sort(0, true),
      plain: (a) => made([5, 3], (i, j) => [...line(a, 0, [0, j])].sort((x, y) => y - x)[i]),
      formula: 'sort(a, axis=0, descending)',
      noDerivative: true,
    },
  ],
  cumsum: [
    {
      shapes: shape3,
      build: (a) => a.cumsum(1),
      plain: (a) => made([5, 3, 2], (i, j, k) => sum(line(a, 1, [i, 0, k]).slice(0, j + 1))),
      formula: 'cumsum(a, axis=1)',
    },
    {
      shapes: [[5, 3]],
      build: (a) => a.cumsum(0),
      plain: (a) => made([5, 3], (i, j) => sum(line(a, 0, [0, j]).slice(0, i + 1))),
      formula: 'cumsum(a, axis=0)',
    },
  ],
  matmul: [
    {
      shapes: [
        [5, 3],
        [3, 2],
      ],
      whole: [1],
      build: (a, b) => a.matmul(b),
      plain: (a, b) =>
        made([5, 2], (i, j) => sum(Array.from({ length: 3 }, (_, k) => a.at(i, k) * b.at(k, j)))),
      formula: 'a @ b',
    },
    // As many columns as rows: which axis is the sample axis is said, not guessed.
    {
      shapes: [
        [5, 5],
        [5, 5],
      ],
      whole: [1],
      build: (a, b) => a.matmul(b),
      plain: (a, b) =>
        made([5, 5], (i, j) => sum(Array.from({ length: 5 }, (_, k) => a.at(i, k) * b.at(k, j)))),
      formula: 'a @ b',
    },
    {
      shapes: [
        [5, 2, 3],
        [5, 3, 4],
      ],
      build: (a, b) => a.matmul(b),
      plain: (a, b) =>
        made([5, 2, 4], (n, i, j) => sum(Array.from({ length: 3 }, (_, k) => a.at(n, i, k) * b.at(n, k, j)))),
      formula: 'a @ b',
    },
    {
      shapes: [
        [5, 2, 3],
        [3, 4],
      ],
      whole: [1],
      build: (a, b) => a.add(1).matmul(b),
      plain: (a, b) =>
        made([5, 2, 4], (n, i, j) =>
          sum(Array.from({ length: 3 }, (_, k) => (a.at(n, i, k) + 1) * b.at(k, j))),
        ),
      formula: '(a + 1) @ b',
    },
    // Similarities of all pairs of rows.
    {
      shapes: [[5, 3]],
      build: (a) => a.matmul(a.transpose()),
      plain: (a) => made([5, 5], (i, j) => sum(Array.from({ length: 3 }, (_, k) => a.at(i, k) * a.at(j, k)))),
      formula: 'a @ transpose(a, (1, 0))',
    },
  ],
  transpose: [
    {
      shapes: shape3,
      build: (a) => a.transpose([0, 2, 1]),
      plain: (a) => made([5, 2, 3], (i, k, j) => a.at(i, j, k)),
      formula: 'transpose(a, (0, 2, 1))',
    },
    {
      shapes: shape3,
      build: (a) => a.transpose([2, 0, 1]),
      plain: (a) => made([2, 5, 3], (k, i, j) => a.at(i, j, k)),
      formula: 'transpose(a, (2, 0, 1))',
    },
  ],
  slice: [
    {
      shapes: shape3,
      build: (a) => a.slice(1, 1),
      plain: (a) => made([5, 2, 2], (i, j, k) => a.at(i, j + 1, k)),
      formula: 'a[:, 1:]',
    },
    {
      shapes: shape3,
      build: (a) => a.slice(-1, 0, -1),
      plain: (a) => made([5, 3, 1], (i, j, k) => a.at(i, j, k)),
      formula: 'a[..., :1]',
    },
    {
      shapes: shape3,
      build: (a) => a.slice(0, -3, 4),
      plain: (a) => made([2, 3, 2], (i, j, k) => a.at(i + 2, j, k)),
      formula: 'a[2:4]',
    },
  ],
  pad: [
    {
      shapes: [[5, 3]],
      build: (a) => a.pad(1, 1, 2, -100),
      plain: (a) => made([5, 6], (i, j) => (j < 1 || j > 3 ? -100 : a.at(i, j - 1))),
      formula: 'pad(a, (1, 2), axis=-1, value=-100)',
    },
    {
      shapes: [[5, 3]],
      build: (a) => a.pad(0, 0, 1),
      plain: (a) => made([6, 3], (i, j) => (i > 4 ? 0 : a.at(i, j))),
      formula: 'pad(a, (0, 1), axis=0)',
    },
  ],
  reshape: [
    {
      shapes: shape3,
      build: (a) => a.expandDims(1),
      plain: (a) => made([5, 1, 3, 2], (i, _, j, k) => a.at(i, j, k)),
      formula: 'expand_dims(a, 1)',
    },
    {
      shapes: [[5, 1, 2]],
      build: (a) => a.squeeze(1),
      plain: (a) => made([5, 2], (i, k) => a.at(i, 0, k)),
      formula: 'squeeze(a, 1)',
    },
    {
      shapes: shape3,
      build: (a) => a.flatten(1),
      plain: (a) => made([5, 6], (i, j) => a.at(i, Math.floor(j / 2), j % 2)),
      formula: 'flatten(a, 1)',
    },
    {
      shapes: [[5, 3]],
      build: (a) => a.flatten(),
      plain: (a) => made([15], (i) => a.at(Math.floor(i / 3), i % 3)),
      formula: 'flatten(a)',
    },
  ],
  broadcast: [
    {
      shapes: [[5, 1]],
      build: (a) => a.broadcastTo([5, 4], true),
      plain: (a) => made([5, 4], (i) => a.at(i, 0)),
      formula: 'broadcast_to(a, [5, 4])',
    },
    // A vector as long as there are rows is not taken for them.
    {
      shapes: [[5]],
      whole: [0],
      build: (a) => a.broadcastTo([5, 5], true),
      plain: (a) => made([5, 5], (_, j) => a.at(j)),
      formula: 'broadcast_to(a, [5, 5])',
    },
  ],
  take: [
    {
      shapes: [[5, 3], [5]],
      integers: { 1: 3 },
      build: (a, b) => a.take(b, -1, 'y_true'),
      plain: (a, b) => made([5], (i) => a.at(i, b.at(i))),
      formula: 'a[b]',
    },
    {
      shapes: [
        [5, 3, 2],
        [5, 2],
      ],
      integers: { 1: 3 },
      build: (a, b) => a.take(b, 1, 'y_true'),
      plain: (a, b) => made([5, 2], (i, k) => a.at(i, b.at(i, k), k)),
      formula: 'a[b, axis=1]',
    },
  ],
  at: [
    {
      shapes: [[4], [5, 2]],
      whole: [0],
      integers: { 1: 4 },
      build: (a, b) => a.at(b, 'y_true'),
      plain: (a, b) => made([5, 2], (i, j) => a.at(b.at(i, j))),
      formula: 'a[b]',
    },
    {
      shapes: [[5], [5]],
      whole: [0],
      integers: { 1: 5 },
      build: (a, b) => a.square().at(b, 'y_true'),
      plain: (a, b) => made([5], (i) => a.at(b.at(i)) ** 2),
      formula: 'square(a)[b]',
    },
  ],
  oneHot: [
    {
      shapes: [[5], [5, 3]],
      integers: { 0: 4 },
      build: (a, b) => b.mul(a.oneHot(3)),
      plain: (a, b) => made([5, 3], (i, j) => (a.at(i) === j ? b.at(i, j) : 0)),
      formula: 'b * one_hot(a, 3)',
    },
    {
      shapes: [[5, 2]],
      integers: { 0: 3 },
      build: (a) => a.oneHot(3, 1),
      plain: (a) => made([5, 3, 2], (i, j, k) => (a.at(i, k) === j ? 1 : 0)),
      formula: 'one_hot(a, 3, axis=1)',
    },
  ],
  lookup: [
    {
      shapes: [[5]],
      integers: { 0: 4 },
      build: (a) => a.lookup(new Map([0, 2, 3].map((k) => [k, 10 * k])), 'class_weight', 1),
      plain: (a) => made([5], (i) => (a.at(i) === 1 ? 1 : 10 * a.at(i))),
      formula: 'class_weight[a]',
    },
  ],
  within: [
    {
      shapes: [[5]],
      build: (a) => a.within(-9, 9, 'y_pred', 'torch').mul(2),
      plain: (a) => made([5], (i) => 2 * a.at(i)),
      formula: 'a * 2',
    },
  ],
  opaque: [
    {
      shapes: shape3,
      build: (a) => opaque(RANGES, a),
      plain: rangePlain,
      formula: 'squared_range(a, last axis)',
      noDerivative: true,
    },
    {
      shapes: [[5, 2]],
      build: (a) =>
        opaque(
          {
            ...RANGES,
            extra: undefined,
            // Of two values the range is their difference.
            backward: ([x], upstream) => {
              const difference = x.slice(1, 1).sub(x.slice(1, 0, 1));
              const slope = difference.mul(2).mul(upstream.expandDims(-1));
              return [slope.pad(1, 1, 0).sub(slope.pad(1, 0, 1))];
            },
          },
          a,
        ),
      plain: rangePlain,
      formula: 'squared_range(a)',
    },
  ],
  call: [
    {
      shapes: [[5, 3]],
      build: (a) => a.sub(a.exp().sum(-1, { keepDims: true }).log()).as('log_softmax', [a], 'axis=-1'),
      plain: (a) => made([5, 3], (i, j) => a.at(i, j) - Math.log(sum(line(a, 1, [i, 0]).map(Math.exp)))),
      formula: 'log_softmax(a, axis=-1)',
    },
  ],
  step: [
    {
      shapes: [[5, 3]],
      build: (a) => a.square().step({ id: 'score', name: 'score', why: '', symbol: 'score' }).mean(),
      plain: (a) =>
        made([], () => sum(Array.from({ length: 15 }, (_, i) => a.at(Math.floor(i / 3), i % 3) ** 2)) / 15),
      formula: 'mean(score)',
    },
  ],
};
