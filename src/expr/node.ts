/**
 * The expression: a node of a small directed acyclic graph over named input arrays. Losses and reductions are built
 * from these builders once; engines, formula text, derivative, ledger and step records all read the same graph.
 * Every node knows its shape when it is built, so a shape that does not fit is refused before a byte is computed.
 */
import { LossauditError } from '../errors.js';
import { shapeText, sizeOf } from '../tensor/ndarray.js';
import type { MapOp } from './ops.js';

type Shape = readonly number[];
/** The kernels that add up in lanes: Eigen's (TensorFlow) and ATen's (torch). */
export type SumOrder = 'eigen' | 'aten';
export type ReduceOp = 'sum' | 'mean' | 'max' | 'min';

/** What a named expression says of itself. A step never changes the arithmetic. */
export interface StepInfo {
  readonly id: string;
  readonly name: string;
  readonly why: string;
  /** What later formulas call its value: `score`, `mask`, `y_true`. */
  readonly symbol: string;
}

export type Node =
  /** `exact`: class indices and counts, which no engine may round to the audit's dtype. */
  | { readonly kind: 'input'; readonly name: string; readonly exact: boolean }
  | { readonly kind: 'const'; readonly value: number; readonly text?: string }
  | { readonly kind: 'map'; readonly op: MapOp }
  | {
      readonly kind: 'reduce';
      readonly op: ReduceOp;
      readonly axes: readonly number[];
      readonly keepDims: boolean;
      /** For the ledger: what is counted or summed here, in the field's words. */
      readonly counted?: string;
      /** A mean of which the framework computes sum and quotient apart: both are rounded to the audit's dtype. */
      readonly apart?: boolean;
      /** In which order the framework's kernel adds up float32 numbers; one after the other by default. */
      readonly order?: SumOrder;
    }
  | { readonly kind: 'argmax'; readonly axis: number }
  /** Same elements in the same order under another shape: expand_dims, squeeze. */
  | { readonly kind: 'reshape'; readonly text: string }
  | { readonly kind: 'broadcast' }
  /** args [values, index]: the value at `index` along `axis`; an index outside is refused when it is met. */
  | { readonly kind: 'take'; readonly axis: number; readonly what: string }
  /** args [key]: `table.get(key)`; without `otherwise` a missing key is refused when it is met. */
  | {
      readonly kind: 'lookup';
      readonly table: ReadonlyMap<number, number>;
      readonly otherwise?: number;
      readonly what: string;
    }
  /** args[0], whose values a kernel requires to lie from `low` to `high`: others, and NaN, are refused when they are met. */
  | {
      readonly kind: 'within';
      readonly low: number;
      readonly high: number;
      readonly what: string;
      readonly who: string;
    }
  /** A composite with a name of its own in formulas: `log_softmax(y_pred)`. Its value is args[0]; the rest is printed. */
  | { readonly kind: 'call'; readonly name: string; readonly extra: string }
  | { readonly kind: 'step'; readonly step: StepInfo };

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
    const at = axisOf(this, axis);
    const shape = this.shape.filter((_, i) => i !== at);
    return new Expr({ kind: 'argmax', axis: at }, [this], shape, this.byRow && at !== 0);
  }
  /** `x[..., None]` for axis −1. */
  expandDims(axis: number): Expr {
    const at = axis < 0 ? this.rank + 1 + axis : axis;
    const shape = [...this.shape.slice(0, at), 1, ...this.shape.slice(at)];
    return this.reshape(shape, `expand_dims(%, ${axis})`, this.byRow && at !== 0);
  }
  /** Drops an axis of length 1. */
  squeeze(axis: number): Expr {
    const at = axisOf(this, axis);
    if (this.shape[at] !== 1) throw new Error(`squeeze of axis ${axis} of ${shapeText(this.shape)}`);
    const shape = this.shape.filter((_, i) => i !== at);
    return this.reshape(shape, `squeeze(%, ${axis})`, this.byRow && at !== 0);
  }
  /** Stretched to `shape`; `byRow` says that its axis 0 is the sample axis. */
  broadcastTo(shape: Shape, byRow: boolean): Expr {
    if (sameShape(shape, this.shape)) return this;
    return new Expr({ kind: 'broadcast' }, [this], shape, byRow);
  }
  /** The same elements under another shape; `text` is how it prints, `%` standing for this expression. */
  reshape(shape: Shape, text: string, byRow: boolean): Expr {
    return new Expr({ kind: 'reshape', text }, [this], shape, byRow);
  }
  /** The element at `index` (integers, this shape without `axis`) along `axis`. */
  take(index: Expr, axis: number, what: string): Expr {
    const at = axisOf(this, axis);
    const shape = this.shape.filter((_, i) => i !== at);
    return new Expr({ kind: 'take', axis: at, what }, [this, index], shape, this.byRow && index.byRow && at !== 0);
  }
  /** Each element replaced by its table entry. */
  lookup(table: ReadonlyMap<number, number>, what: string, otherwise?: number): Expr {
    return new Expr({ kind: 'lookup', table, what, otherwise }, [this], this.shape, this.byRow);
  }
  /** The same values, refused where they lie outside; `who` refuses. */
  within(low: number, high: number, what: string, who: string): Expr {
    return new Expr({ kind: 'within', low, high, what, who }, [this], this.shape, this.byRow);
  }
  /** Prints as `name(args…, extra)`; the value is this expression's. */
  as(name: string, args: readonly Expr[], extra = ''): Expr {
    return new Expr({ kind: 'call', name, extra }, [this, ...args], this.shape, this.byRow);
  }
  /** Names this expression as a step. */
  step(step: StepInfo): Expr {
    return new Expr({ kind: 'step', step }, [this], this.shape, this.byRow);
  }
}

export type Operand = Expr | number;
interface ReduceOptions {
  keepDims?: boolean;
  counted?: string;
  apart?: boolean;
  order?: SumOrder;
}

/** A scalar constant; `text` is what formulas show instead of the digits (`1 - 1e-07`). */
export function constant(value: number, text?: string): Expr {
  return new Expr({ kind: 'const', value, text }, [], [], false);
}

/**
 * A named array. `rows` is the number of samples of the audit: an array whose first axis has that length is computed
 * row by row.
 */
export function input(name: string, shape: Shape, rows: number, exact = false): Expr {
  return new Expr({ kind: 'input', name, exact }, [], shape, shape.length > 0 && shape[0] === rows);
}

function axisOf(x: Expr, axis: number): number {
  const at = axis < 0 ? x.rank + axis : axis;
  if (!Number.isInteger(at) || at < 0 || at >= x.rank)
    throw new LossauditError('axis-out-of-range', { axis, shape: shapeText(x.shape) });
  return at;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

/** numpy's broadcasting: trailing axes are matched, length 1 stretches. Undefined where it does not fit. */
export function broadcastShapes(shapes: readonly Shape[]): number[] | undefined {
  const rank = Math.max(...shapes.map((s) => s.length));
  const out = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let i = 0; i < shape.length; i++) {
      const at = rank - shape.length + i;
      if (shape[i] === 1 || shape[i] === out[at]) continue;
      if (out[at] !== 1) return undefined;
      out[at] = shape[i];
    }
  }
  return out;
}

/** [N] against [N, 1] makes N × N values: a small file can ask for more than any memory has. */
const MOST_STRETCHED = 2 ** 26;

function requireRoom(args: readonly Expr[], shape: Shape): void {
  const values = shape.reduce((n, d) => n * d, 1);
  if (values <= MOST_STRETCHED || args.some((a) => a.size === values)) return;
  throw new LossauditError('broadcast-too-large', {
    shapes: args.map((a) => shapeText(a.shape)).join(' and '),
    shape: shapeText(shape),
    values,
  });
}

function map(op: MapOp, ...operands: Operand[]): Expr {
  const args = operands.map((x) => (typeof x === 'number' ? constant(x) : x));
  const shape = broadcastShapes(args.map((a) => a.shape));
  if (!shape) {
    throw new LossauditError('shapes-do-not-broadcast', {
      op,
      shapes: args.map((a) => shapeText(a.shape)).join(' and '),
    });
  }
  requireRoom(args, shape);
  // An array whose row axis meets another axis of the result is read whole, not by row.
  const byRow = args.some((a) => a.byRow && a.rank === shape.length && a.shape[0] === shape[0]);
  return new Expr({ kind: 'map', op }, args, shape, byRow);
}

function reduce(op: ReduceOp, x: Expr, axes: number | readonly number[] | undefined, options: ReduceOptions): Expr {
  const list = axes === undefined ? x.shape.map((_, i) => i) : typeof axes === 'number' ? [axes] : axes;
  const at = list.map((axis) => axisOf(x, axis)).sort((a, b) => a - b);
  const keepDims = options.keepDims ?? false;
  const shape = keepDims ? x.shape.map((d, i) => (at.includes(i) ? 1 : d)) : x.shape.filter((_, i) => !at.includes(i));
  const node: Node = {
    kind: 'reduce',
    op,
    axes: at,
    keepDims,
    counted: options.counted,
    apart: options.apart,
    order: options.order,
  };
  return new Expr(node, [x], shape, x.byRow && !at.includes(0));
}

/** Are the values integers that came from an exact input unchanged? */
export function isExact(e: Expr): boolean {
  if (e.node.kind === 'input') return e.node.exact;
  const carries = e.node.kind === 'reshape' || e.node.kind === 'step' || e.node.kind === 'broadcast';
  const integral = e.node.kind === 'map' && (e.node.op === 'trunc' || e.node.op === 'round');
  return (carries || integral) && isExact(e.args[0]);
}

/** Every node below the roots once, operands before what uses them. */
export function topological(roots: readonly Expr[]): Expr[] {
  const seen = new Set<Expr>();
  const order: Expr[] = [];
  const stack: { expr: Expr; next: number }[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    stack.push({ expr: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (top.next < top.expr.args.length) {
        const arg = top.expr.args[top.next++];
        if (!seen.has(arg)) {
          seen.add(arg);
          stack.push({ expr: arg, next: 0 });
        }
      } else {
        order.push(top.expr);
        stack.pop();
      }
    }
  }
  return order;
}
