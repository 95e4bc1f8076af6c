/**
 * The shape rule of every kind of node: what it makes of its operands' shapes, and whether its axis 0 is
 * still the sample axis, so that rows can be computed a chunk at a time. A shape that does not fit is refused
 * here, before a byte is computed.
 */
import { LossauditError } from '../errors.js';
import { shapeText, sizeOf } from '../tensor/ndarray.js';
import type { Kind, NodeOf, Operands } from './kinds.js';

export type Shape = readonly number[];

/** What a rule needs of an operand, and gives. */
export interface Shaped {
  readonly shape: Shape;
  /** Axis 0 is the sample axis. */
  readonly byRow: boolean;
}

type ShapeRule<K extends Kind> = (node: NodeOf<K>, args: Operands<K, Shaped>) => Shaped;

/** One row a kind; the mapped type forgets none. */
export const SHAPES: { readonly [K in Kind]: ShapeRule<K> } = {
  input: ({ shape, rows }) => ({ shape, byRow: rows === 0 && shape.length > 0 }),
  const: () => ({ shape: [], byRow: false }),
  map: ({ op }, args) => {
    const shape = fitted(op, args);
    requireRoom(args, shape);
    // An array whose row axis meets another axis of the result is read whole, not by row.
    const byRow = args.some((a) => a.byRow && a.shape.length === shape.length && a.shape[0] === shape[0]);
    return { shape, byRow };
  },
  reduce: ({ axes, keepDims }, [x]) => ({
    shape: keepDims ? x.shape.map((d, i) => (axes.includes(i) ? 1 : d)) : without(x.shape, axes),
    byRow: x.byRow && !axes.includes(0),
  }),
  argmax: ({ axis }, [x]) => ({ shape: without(x.shape, [axis]), byRow: x.byRow && axis !== 0 }),
  sort: ({ axis }, [x]) => along(x, axis),
  cumsum: ({ axis }, [x]) => along(x, axis),
  matmul: (_, [a, b]) => {
    const [m, k] = lastTwo(a.shape);
    const [k2, n] = lastTwo(b.shape);
    const batch = a.shape.slice(0, -2);
    const batchB = b.shape.slice(0, -2);
    if (
      k !== k2 ||
      a.shape.length < 2 ||
      b.shape.length < 2 ||
      (batchB.length > 0 && !sameShape(batch, batchB))
    )
      throw misfit('matmul', [a, b]);
    const shape = [...batch, m, n];
    requireRoom([a, b], shape);
    return { shape, byRow: a.byRow };
  },
  transpose: ({ order }, [x]) => ({ shape: order.map((i) => x.shape[i]!), byRow: x.byRow && order[0] === 0 }),
  slice: ({ axis, from, to }, [x]) => ({
    shape: x.shape.map((d, i) => (i === axis ? to - from : d)),
    byRow: x.byRow && axis !== 0,
  }),
  pad: ({ axis, before, after }, [x]) => ({
    shape: x.shape.map((d, i) => (i === axis ? before + d + after : d)),
    byRow: x.byRow && axis !== 0,
  }),
  reshape: ({ shape, byRow }, [x]) => {
    if (sizeOf(shape) !== sizeOf(x.shape))
      throw new Error(`${shapeText(x.shape)} has not the elements of ${shapeText(shape)}`);
    return { shape, byRow: byRow && x.byRow };
  },
  broadcast: ({ shape, byRow }, [x]) => {
    const fits = broadcastShapes([x.shape, shape]);
    if (!fits || !sameShape(fits, shape)) throw misfit('broadcast_to', [x, { shape, byRow }]);
    requireRoom([x], shape);
    return { shape, byRow };
  },
  take: ({ axis }, [x, index]) => {
    const shape = without(x.shape, [axis]);
    if (!sameShape(shape, index.shape)) throw misfit('take', [x, index]);
    return { shape, byRow: x.byRow && index.byRow && axis !== 0 };
  },
  at: (_, [table, index]) => {
    if (table.shape.length !== 1) throw misfit('at', [table, index]);
    return index;
  },
  oneHot: ({ axis, classes }, [index]) => {
    const shape = [...index.shape.slice(0, axis), classes, ...index.shape.slice(axis)];
    requireRoom([index], shape);
    return { shape, byRow: index.byRow && axis !== 0 };
  },
  lookup: (_, [key]) => key,
  within: (_, [x]) => x,
  opaque: ({ shape, byRow }) => ({ shape, byRow }),
  call: (_, [value]) => value,
  step: (_, [value]) => value,
};

/**
 * Has the i-th operand axis 0 in common with the result, so that it is cut with its rows? The others meet
 * each chunk whole: an element-wise operand of a lower rank, the table of `at`, a second factor that is the
 * same for every row.
 */
export function sharesRows(kind: Kind, rank: number, operand: Shaped, i: number): boolean {
  if (kind === 'map' || kind === 'broadcast') return operand.shape.length === rank;
  if (kind === 'at') return i === 1;
  return kind !== 'matmul' || i === 0 || operand.shape.length > 2;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

/** numpy's broadcasting: trailing axes are matched, length 1 stretches. Undefined where it does not fit. */
export function broadcastShapes(shapes: readonly Shape[]): number[] | undefined {
  let rank = 0;
  for (const shape of shapes) rank = Math.max(rank, shape.length);
  const out = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let i = 0; i < shape.length; i++) {
      const at = rank - shape.length + i;
      if (shape[i] === 1 || shape[i] === out[at]) continue;
      if (out[at] !== 1) return undefined;
      out[at] = shape[i]!;
    }
  }
  return out;
}

/** An axis counted from 0. @throws LossauditError `axis-out-of-range` */
export function axisOf(shape: Shape, axis: number): number {
  const at = axis < 0 ? shape.length + axis : axis;
  if (!Number.isInteger(at) || at < 0 || at >= shape.length)
    throw new LossauditError('axis-out-of-range', { axis, shape: shapeText(shape) });
  return at;
}

/** [N] against [N, 1] makes N × N values: a small file can ask for more than any memory has. */
const MOST_STRETCHED = 2 ** 26;

/**
 * @throws LossauditError `broadcast-too-large` where stretching makes more values than any of the arrays has
 */
export function requireRoom(args: readonly Shaped[], shape: Shape): void {
  const values = shape.reduce((n, d) => n * d, 1);
  if (values <= MOST_STRETCHED || args.some((a) => sizeOf(a.shape) === values)) return;
  throw new LossauditError('broadcast-too-large', {
    shapes: shapesText(args),
    shape: shapeText(shape),
    values,
  });
}

function fitted(op: string, args: readonly Shaped[]): number[] {
  const shape = broadcastShapes(args.map((a) => a.shape));
  if (!shape) throw misfit(op, args);
  return shape;
}

function misfit(op: string, args: readonly Shaped[]): LossauditError {
  return new LossauditError('shapes-do-not-broadcast', { op, shapes: shapesText(args) });
}

function shapesText(args: readonly Shaped[]): string {
  return args.map((a) => shapeText(a.shape)).join(' and ');
}

/** An operation that runs along an axis needs all of it at once. */
function along({ shape, byRow }: Shaped, axis: number): Shaped {
  return { shape, byRow: byRow && axis !== 0 };
}

function without(shape: Shape, axes: readonly number[]): number[] {
  return shape.filter((_, i) => !axes.includes(i));
}

function lastTwo(shape: Shape): [number, number] {
  return [shape[shape.length - 2]!, shape[shape.length - 1]!];
}
