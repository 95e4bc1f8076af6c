/**
 * Evaluates one node from its operands' values: one row a kind of node. The same code serves whole arrays and
 * chunks of rows: a chunk is an array with fewer rows.
 */
import { LossauditError } from '../../errors.js';
import type { Kind, NodeOf, Operands } from '../../expr/kinds.js';
import type { Expr } from '../../expr/node.js';
import { indexText, sizeOf } from '../../tensor/ndarray.js';
import { mapInto } from './kernels.js';
import { layout, reduceInto } from './reduce.js';
import {
  argmaxInto,
  cumsumInto,
  type Floats,
  matmulInto,
  oneHotInto,
  padInto,
  sliceInto,
  sortInto,
  spread,
  spreadInto,
  transposeInto,
  type Value,
} from './structure.js';

/** The roundings of one dtype. */
export interface Rounding {
  readonly result: (x: number) => number;
  readonly meanSum: (x: number) => number;
}

/** What a row works with. */
interface Context<K extends Kind> {
  /** Values of the operands; of a `call` only the first. */
  readonly args: Operands<K, Value>;
  /** Of the result, with the chunk's number of rows. */
  readonly shape: readonly number[];
  /** Its number of elements. */
  readonly n: number;
  /** Where to write; at least `n` long. */
  readonly out: Floats;
  readonly round: Rounding;
  /** Row of the audit at which the chunk starts, for messages. */
  readonly firstRow: number;
}

/** Writes into `out`, or gives the value where it stands already. */
type Evaluate<K extends Kind> = (node: NodeOf<K>, context: Context<K>) => Value | undefined;

const same = (_: unknown, { args: [x] }: { readonly args: readonly [Value, ...Value[]] }): Value => x;

const EVALUATE: { readonly [K in Kind]: Evaluate<K> } = {
  input: () => {
    throw new Error('inputs have no operands');
  },
  const: ({ value }, { out }) => {
    out[0] = value;
    return undefined;
  },
  map: ({ op }, { args, shape, n, out }) => {
    mapInto(
      op,
      out,
      n,
      args.map((a) => spread(a, shape)),
    );
    return undefined;
  },
  reduce: (node, { args: [x], out, round }) => {
    reduceInto(node, x.data, x.shape, out, round.result, sumRounding(node, round));
    return undefined;
  },
  argmax: ({ axis }, { args: [x], out }) => argmaxInto(x, axis, out),
  sort: ({ axis, descending }, { args: [x], out }) => sortInto(x, axis, descending, out),
  cumsum: ({ axis }, { args: [x], out, round }) => cumsumInto(x, axis, out, round.result),
  matmul: (_, { args: [a, b], out }) => matmulInto(a, b, out),
  transpose: ({ order }, { args: [x], out }) => transposeInto(x, order, out),
  slice: ({ axis, from, to }, { args: [x], out }) => sliceInto(x, axis, from, to, out),
  pad: ({ axis, before, after, value }, { args: [x], out }) => padInto(x, axis, before, after, value, out),
  reshape: (_, { args: [x], shape }) => ({ data: x.data, shape }),
  broadcast: (_, { args: [x], shape, out }) => spreadInto(x, shape, out),
  take: ({ axis, what }, { args: [x, index], out, firstRow }) => {
    const { offsets, inner } = layout(x.shape, [axis]);
    for (let o = 0; o < offsets.length; o++) {
      out[o] = x.data[offsets[o]! + inner[indexed(index, o, inner.length, what, firstRow)]!]!;
    }
    return undefined;
  },
  at: ({ what }, { args: [table, index], n, out, firstRow }) => {
    for (let o = 0; o < n; o++) out[o] = table.data[indexed(index, o, table.data.length, what, firstRow)]!;
    return undefined;
  },
  oneHot: ({ axis, classes }, { args: [index], out }) => oneHotInto(index, axis, classes, out),
  lookup: ({ table, otherwise }, { args: [key], n, out, firstRow }) => {
    for (let i = 0; i < n; i++) {
      const found = table.get(key.data[i]!) ?? otherwise;
      if (found === undefined) {
        const known = [...table.keys()].join(', ');
        throw new LossauditError(
          'class-without-weight',
          { value: key.data[i]!, known },
          { where: `row ${firstRow + i}` },
        );
      }
      out[i] = found;
    }
    return undefined;
  },
  within: (node, { args: [x], firstRow }) => {
    requireWithin(x, node, firstRow);
    return x;
  },
  opaque: ({ operation }, { args, n, out }) => {
    if (out instanceof Float64Array) operation.kernel(args, out);
    else {
      const exact = new Float64Array(n);
      operation.kernel(args, exact);
      out.set(exact);
    }
    return undefined;
  },
  call: same,
  step: same,
};

/**
 * @param expr any node but an input
 * @param args values of its operands (of a `call` only the first)
 * @param shape shape of the result, with the chunk's number of rows
 * @param out where to write; at least as long as the shape's size
 * @param firstRow row of the audit at which the chunk starts, for messages
 */
export function evaluateNode(
  expr: Expr,
  args: readonly Value[],
  shape: readonly number[],
  out: Floats,
  round: Rounding,
  firstRow: number,
): Value {
  const n = sizeOf(shape);
  const evaluate = EVALUATE[expr.node.kind] as Evaluate<Kind>;
  const there = evaluate(expr.node, { args, shape, n, out, round, firstRow });
  return there ?? { data: out.length === n ? out : out.subarray(0, n), shape };
}

/** How the sum of a reduction is rounded before it is divided, if it is. */
export function sumRounding(node: NodeOf<'reduce'>, round: Rounding): (x: number) => number {
  return node.op === 'mean' && !node.apart ? round.meanSum : round.result;
}

/** The o-th index. @throws LossauditError `class-out-of-range` */
function indexed(index: Value, o: number, classes: number, what: string, firstRow: number): number {
  const value = index.data[o]!;
  if (value >= 0 && value < classes) return value;
  const at = place(index.shape, o, firstRow);
  throw new LossauditError('class-out-of-range', { what, value, at, classes }, { where: `${what}${at}` });
}

function requireWithin(x: Value, node: NodeOf<'within'>, firstRow: number): void {
  const { low, high, what, who, rule } = node;
  const n = sizeOf(x.shape);
  for (let i = 0; i < n; i++) {
    const value = x.data[i]!;
    const reached = rule?.above ? value > low : value >= low;
    if (reached && value <= high && (!rule?.whole || Number.isInteger(value))) continue;
    const at = place(x.shape, i, firstRow);
    throw new LossauditError(
      'value-out-of-range',
      { what, value, at, wanted: rule?.wanted ?? `values from ${low} to ${high}`, who },
      { where: `${what}${at}` },
    );
  }
}

/** `[12][3]`: the place of a chunk's i-th element in the audit's array. */
function place(shape: readonly number[], i: number, firstRow: number): string {
  const rowSize = Math.max(1, sizeOf(shape.slice(1)));
  const row = `[${firstRow + Math.floor(i / rowSize)}]`;
  return shape.length > 1 ? `${row}${indexText(shape.slice(1), i % rowSize)}` : row;
}
