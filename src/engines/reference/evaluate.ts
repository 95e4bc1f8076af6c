/**
 * Evaluates one node from its operands' values. The same code serves whole arrays and chunks of rows: a chunk is an
 * array with fewer rows.
 */
import { LossauditError } from '../../errors.js';
import type { Expr, Node } from '../../expr/node.js';
import { indexText, sizeOf } from '../../tensor/ndarray.js';
import { mapInto } from './kernels.js';
import { layout, reduceInto } from './reduce.js';

export type Floats = Float64Array | Float32Array;
/** The roundings of one dtype. */
export interface Rounding {
  readonly result: (x: number) => number;
  readonly meanSum: (x: number) => number;
}
export interface Value {
  readonly data: Floats;
  readonly shape: readonly number[];
}

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
  const { node } = expr;
  const n = sizeOf(shape);
  switch (node.kind) {
    case 'step':
    case 'call':
      return args[0];
    case 'within':
      requireWithin(args[0], node, firstRow);
      return args[0];
    case 'reshape':
      return { data: args[0].data, shape };
    case 'const':
      out[0] = node.value;
      break;
    case 'map':
      mapInto(
        node.op,
        out,
        n,
        args.map((a) => spread(a, shape)),
      );
      break;
    case 'broadcast':
      spreadInto(args[0], shape, out);
      break;
    case 'reduce':
      reduceInto(
        node.op,
        args[0].data,
        args[0].shape,
        node.axes,
        out,
        round.result,
        sumRounding(node, round),
        node.order,
      );
      return { data: out.subarray(0, n), shape };
    case 'argmax':
      argmaxInto(args[0], node.axis, out);
      break;
    case 'take':
      takeInto(args[0], args[1], node.axis, node.what, out, firstRow);
      break;
    case 'lookup':
      for (let i = 0; i < n; i++) {
        const found = node.table.get(args[0].data[i]) ?? node.otherwise;
        if (found === undefined) {
          const known = [...node.table.keys()].join(', ');
          throw new LossauditError(
            'class-without-weight',
            { value: args[0].data[i], known },
            { where: `row ${firstRow + i}` },
          );
        }
        out[i] = found;
      }
      break;
    case 'input':
      throw new Error('inputs have no operands');
  }
  return { data: out.subarray(0, n), shape };
}

/** How the sum of a reduction is rounded before it is divided, if it is. */
export function sumRounding(node: Extract<Node, { kind: 'reduce' }>, round: Rounding): (x: number) => number {
  return node.op === 'mean' && !node.apart ? round.meanSum : round.result;
}

/** An operand with one element stays a scalar; any other gets the result's shape. */
function spread(a: Value, shape: readonly number[]): ArrayLike<number> {
  const size = sizeOf(a.shape);
  if (size === 1) return a.data.length === 1 ? a.data : a.data.subarray(0, 1);
  if (size === sizeOf(shape)) return a.data;
  const out = new Float64Array(sizeOf(shape));
  spreadInto(a, shape, out);
  return out;
}

function spreadInto(a: Value, shape: readonly number[], out: Floats): void {
  const rank = shape.length;
  const strides = new Array<number>(rank).fill(0);
  let stride = 1;
  for (let i = a.shape.length - 1; i >= 0; i--) {
    if (a.shape[i] !== 1) strides[rank - a.shape.length + i] = stride;
    stride *= a.shape[i];
  }
  const index = new Array<number>(rank).fill(0);
  const n = sizeOf(shape);
  let from = 0;
  for (let i = 0; i < n; i++) {
    out[i] = a.data[from];
    for (let axis = rank - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

function requireWithin(x: Value, { low, high, what, who }: Extract<Node, { kind: 'within' }>, firstRow: number): void {
  const n = sizeOf(x.shape);
  for (let i = 0; i < n; i++) {
    const value = x.data[i];
    if (value >= low && value <= high) continue;
    const rowSize = Math.max(1, sizeOf(x.shape.slice(1)));
    const at = `[${firstRow + Math.floor(i / rowSize)}]${x.shape.length > 1 ? indexText(x.shape.slice(1), i % rowSize) : ''}`;
    throw new LossauditError('value-out-of-range', { what, value, at, low, high, who }, { where: `${what}${at}` });
  }
}

function argmaxInto(x: Value, axis: number, out: Floats): void {
  const { offsets, inner } = layout(x.shape, [axis]);
  for (let o = 0; o < offsets.length; o++) {
    let best = 0;
    for (let i = 1; i < inner.length; i++)
      if (x.data[offsets[o] + inner[i]] > x.data[offsets[o] + inner[best]]) best = i;
    out[o] = best;
  }
}

function takeInto(x: Value, index: Value, axis: number, what: string, out: Floats, firstRow: number): void {
  const { offsets, inner } = layout(x.shape, [axis]);
  const classes = inner.length;
  for (let o = 0; o < offsets.length; o++) {
    const k = index.data[o];
    if (!(k >= 0 && k < classes)) {
      const rowSize = sizeOf(index.shape.slice(1));
      const row = firstRow + Math.floor(o / Math.max(1, rowSize));
      const at = index.shape.length > 1 ? `[${row}]${indexText(index.shape.slice(1), o % rowSize)}` : `[${row}]`;
      throw new LossauditError('class-out-of-range', { what, value: k, at, classes }, { where: `${what}${at}` });
    }
    out[o] = x.data[offsets[o] + inner[k]];
  }
}
