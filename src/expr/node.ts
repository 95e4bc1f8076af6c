/**
 * The expression: a node of a small directed acyclic graph over named input arrays. Losses and reductions are
 * built from these builders once; engines, formula text, derivative, ledger and step records all read the
 * same graph. Every node knows its shape when it is built, so a shape that does not fit is refused before a
 * byte is computed.
 */
import { shapeText, sizeOf } from '../tensor/ndarray.js';
import type { Node, OpaqueOperation, ReduceOp, StepInfo, SumOrder, ValueRule } from './kinds.js';
import type { MapOp } from './ops.js';
import { axisOf, SHAPES, type Shape, sameShape } from './shapes.js';

export class Expr {
  constructor(
    readonly node: Node,
    readonly args: readonly Expr[],
    readonly shape: Shape,
    /** Axis 0 is the sample axis, so that rows can be computed a chunk at a time. */
    readonly byRow: boolean,
  ) {}

  get rank(): number {
    return this.shape.length;
  }
  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  add(other: Operand): Expr {
    return map('add', this, other);
  }
  sub(other: Operand): Expr {
    return map('sub', this, other);
  }
  mul(other: Operand): Expr {
    return map('mul', this, other);
  }
  div(other: Operand): Expr {
    return map('div', this, other);
  }
  divNoNan(other: Operand): Expr {
    return map('divNoNan', this, other);
  }
  neg(): Expr {
    return map('neg', this);
  }
  abs(): Expr {
    return map('abs', this);
  }
  sign(): Expr {
    return map('sign', this);
  }
  square(): Expr {
    return map('square', this);
  }
  sqrt(): Expr {
    return map('sqrt', this);
  }
  rsqrt(): Expr {
    return map('rsqrt', this);
  }
  exp(): Expr {
    return map('exp', this);
  }
  log(): Expr {
    return map('log', this);
  }
  log1p(): Expr {
    return map('log1p', this);
  }
  sigmoid(): Expr {
    return map('sigmoid', this);
  }
  tanh(): Expr {
    return map('tanh', this);
  }
  softplus(): Expr {
    return map('softplus', this);
  }
  expm1(): Expr {
    return map('expm1', this);
  }
  floor(): Expr {
    return map('floor', this);
  }
  pow(exponent: Operand): Expr {
    return map('pow', this, exponent);
  }
  maximum(other: Operand): Expr {
    return map('maximum', this, other);
  }
  minimum(other: Operand): Expr {
    return map('minimum', this, other);
  }
  clip(low: Operand, high: Operand): Expr {
    return map('clip', this, low, high);
  }
  equal(other: Operand): Expr {
    return map('equal', this, other);
  }
  notEqual(other: Operand): Expr {
    return map('notEqual', this, other);
  }
  less(other: Operand): Expr {
    return map('less', this, other);
  }
  lessEqual(other: Operand): Expr {
    return map('lessEqual', this, other);
  }
  greater(other: Operand): Expr {
    return map('greater', this, other);
  }
  greaterEqual(other: Operand): Expr {
    return map('greaterEqual', this, other);
  }
  /** `this` is the condition (0 or 1). */
  where(then: Operand, otherwise: Operand): Expr {
    return map('where', this, then, otherwise);
  }
  trunc(): Expr {
    return map('trunc', this);
  }
  round(): Expr {
    return map('round', this);
  }

  sum(axes?: number | readonly number[], options: ReduceOptions = {}): Expr {
    return reduce('sum', this, axes, options);
  }
  /** Sum over the axes divided by the number of elements there. Of nothing: NaN. */
  mean(axes?: number | readonly number[], options: ReduceOptions = {}): Expr {
    return reduce('mean', this, axes, options);
  }
  max(axes?: number | readonly number[], options: ReduceOptions = {}): Expr {
    return reduce('max', this, axes, options);
  }
  min(axes?: number | readonly number[], options: ReduceOptions = {}): Expr {
    return reduce('min', this, axes, options);
  }
  /** Mean over the trailing axes that an array of this rank lacks. */
  meanTo(rank: number): Expr {
    if (this.rank <= rank) return this;
    return this.mean(Array.from({ length: this.rank - rank }, (_, i) => rank + i));
  }
  argmax(axis: number): Expr {
    return build({ kind: 'argmax', axis: axisOf(this.shape, axis) }, this);
  }
  sort(axis: number, descending = false): Expr {
    return build({ kind: 'sort', axis: axisOf(this.shape, axis), descending }, this);
  }
  /** Running sums along the axis. */
  cumsum(axis: number): Expr {
    return build({ kind: 'cumsum', axis: axisOf(this.shape, axis) }, this);
  }
  /** Matrix product over this one's last axis and the other's second last. */
  matmul(other: Expr): Expr {
    return build({ kind: 'matmul' }, this, other);
  }
  /** Axis i of the result is axis `order[i]` of this; all axes reversed where no order is given. */
  transpose(order: readonly number[] = this.shape.map((_, i) => this.rank - 1 - i)): Expr {
    const axes = order.map((axis) => axisOf(this.shape, axis));
    if (new Set(axes).size !== this.rank)
      throw new Error(`transpose of ${this.rank} axes by ${order.join(', ')}`);
    return axes.every((axis, i) => axis === i) ? this : build({ kind: 'transpose', order: axes }, this);
  }
  /** Positions `from` … `to` (excluded) along the axis; negative ones count from its end, as Python's do. */
  slice(axis: number, from: number, to?: number): Expr {
    const at = axisOf(this.shape, axis);
    const length = this.shape[at]!;
    const position = (i: number) => Math.min(length, Math.max(0, i < 0 ? length + i : i));
    const first = position(from);
    return build({ kind: 'slice', axis: at, from: first, to: Math.max(first, position(to ?? length)) }, this);
  }
  /** `before` and `after` positions of `value` at the ends of the axis. */
  pad(axis: number, before: number, after: number, value = 0): Expr {
    return build({ kind: 'pad', axis: axisOf(this.shape, axis), before, after, value }, this);
  }
  /** `x[..., None]` for axis −1. */
  expandDims(axis: number): Expr {
    const at = axis < 0 ? this.rank + 1 + axis : axis;
    const shape = [...this.shape.slice(0, at), 1, ...this.shape.slice(at)];
    return reshaped(this, shape, `expand_dims(%, ${axis})`, this.byRow && at !== 0);
  }
  /** Drops an axis of length 1. */
  squeeze(axis: number): Expr {
    const at = axisOf(this.shape, axis);
    if (this.shape[at] !== 1) throw new Error(`squeeze of axis ${axis} of length ${this.shape[at]}`);
    const shape = this.shape.filter((_, i) => i !== at);
    return reshaped(this, shape, `squeeze(%, ${axis})`, this.byRow && at !== 0);
  }
  /** The axes from `from` on as one. */
  flatten(from = 0): Expr {
    const shape = [...this.shape.slice(0, from), sizeOf(this.shape.slice(from))];
    if (sameShape(shape, this.shape)) return this;
    return reshaped(this, shape, `flatten(%${from === 0 ? '' : `, ${from}`})`, this.byRow && from > 0);
  }
  /** The same elements in the same order under another shape. */
  reshape(shape: Shape): Expr {
    // With as many rows as before each row keeps its elements.
    return reshaped(this, shape, `reshape(%, ${shapeText(shape)})`, shape[0] === this.shape[0]);
  }
  /** The same elements under the shape of another expression of as many. */
  reshapeLike(other: Expr): Expr {
    return reshaped(this, other.shape, '%', other.byRow);
  }
  /** Stretched to `shape`; `byRow` says that its axis 0 is the sample axis. */
  broadcastTo(shape: Shape, byRow: boolean): Expr {
    return sameShape(shape, this.shape) ? this : build({ kind: 'broadcast', shape, byRow }, this);
  }
  /** The element at `index` (integers, this shape without `axis`) along `axis`. */
  take(index: Expr, axis: number, what: string): Expr {
    return build({ kind: 'take', axis: axisOf(this.shape, axis), what }, this, index);
  }
  /** The element of this vector at each `index` (integers of any shape). */
  at(index: Expr, what: string): Expr {
    return build({ kind: 'at', what }, this, index);
  }
  /** A new axis of so many classes: 1 at this index, else 0. Of an index outside all are 0. */
  oneHot(classes: number, axis = -1): Expr {
    return build({ kind: 'oneHot', axis: axis < 0 ? this.rank + 1 + axis : axis, classes }, this);
  }
  /** Each element replaced by its table entry. */
  lookup(table: ReadonlyMap<number, number>, what: string, otherwise?: number): Expr {
    return build({ kind: 'lookup', table, what, otherwise }, this);
  }
  /** The same values, refused where they lie outside; `who` refuses. */
  within(low: number, high: number, what: string, who: string, rule?: ValueRule): Expr {
    return build({ kind: 'within', low, high, what, who, ...(rule ? { rule } : {}) }, this);
  }
  /** Prints as `name(args…, extra)`; the value is this expression's. */
  as(name: string, args: readonly Expr[], extra = ''): Expr {
    return build({ kind: 'call', name, extra }, this, ...args);
  }
  /**
   * The same of one kernel, which rounds at its end: between its operands and that, nothing is rounded but
   * sums, and not those of a `wide` one.
   */
  fused(name: string, args: readonly Expr[], extra = '', fused: true | 'wide' = true): Expr {
    return build({ kind: 'call', name, extra, fused }, this, ...args);
  }
  /** Names this expression as a step. */
  step(step: StepInfo): Expr {
    return build({ kind: 'step', step }, this);
  }
}

export type Operand = Expr | number;
interface ReduceOptions {
  keepDims?: boolean;
  counted?: string;
  apart?: boolean;
  order?: SumOrder;
}

/** The node over these operands, with the shape that its rule gives. */
function build(node: Node, ...args: readonly Expr[]): Expr {
  const rule = SHAPES[node.kind] as (node: Node, args: readonly Expr[]) => { shape: Shape; byRow: boolean };
  const { shape, byRow } = rule(node, args);
  return new Expr(node, args, shape, byRow);
}

/** A scalar constant; `text` is what formulas show instead of the digits (`1 - 1e-07`). */
export function constant(value: number, text?: string): Expr {
  return build({ kind: 'const', value, text });
}

interface InputOptions {
  /** Its sample axis; without one it is read whole. */
  readonly rows?: number;
  readonly exact?: boolean;
}

/** A named array. */
export function input(name: string, shape: Shape, { rows, exact = false }: InputOptions = {}): Expr {
  return build({ kind: 'input', name, shape, rows, exact });
}

/**
 * An operation with a kernel of its own over whole operands.
 * @throws LossauditError where their shapes do not fit
 */
export function opaque(operation: OpaqueOperation, ...operands: readonly Expr[]): Expr {
  const shape = operation.shape(...operands.map((x) => x.shape));
  return build({ kind: 'opaque', operation, shape, byRow: false }, ...operands);
}

function reshaped(x: Expr, shape: Shape, text: string, byRow: boolean): Expr {
  return build({ kind: 'reshape', shape, text, byRow }, x);
}

function map(op: MapOp, ...operands: Operand[]): Expr {
  return build({ kind: 'map', op }, ...operands.map((x) => (typeof x === 'number' ? constant(x) : x)));
}

function reduce(
  op: ReduceOp,
  x: Expr,
  axes: number | readonly number[] | undefined,
  options: ReduceOptions,
): Expr {
  const list = axes === undefined ? x.shape.map((_, i) => i) : typeof axes === 'number' ? [axes] : axes;
  const at = list.map((axis) => axisOf(x.shape, axis)).sort((a, b) => a - b);
  const { keepDims = false, counted, apart, order } = options;
  return build({ kind: 'reduce', op, axes: at, keepDims, counted, apart, order }, x);
}
