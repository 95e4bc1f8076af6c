/** The values of expressions for the rows of one chunk, and of those without rows as a whole. */
import type { Expr } from '../../expr/node.js';
import { sharesRows } from '../../expr/shapes.js';
import { isExact } from '../../expr/walk.js';
import { type Arithmetic, type ArrayData, type NdArray, sizeOf } from '../../tensor/ndarray.js';
import { meanSumRounding, rounding } from '../../tensor/round.js';
import { operands } from '../plan.js';
import { evaluateNode, type Rounding } from './evaluate.js';
import type { Floats, Value } from './structure.js';

/** Rows of an input as they were read: those from `first` on, row-major. */
export interface InputRows {
  readonly data: ArrayData;
  readonly first: number;
}

export class ChunkValues {
  readonly round: Rounding;
  private readonly rounds: boolean;
  private readonly single: boolean;
  private readonly whole = new Map<Expr, Value>();
  private chunk = new Map<Expr, Value>();
  private rows: ReadonlyMap<string, InputRows> = new Map();
  /** What a narrow dtype does not round. */
  private readonly inside: ReadonlyMap<Expr, true | 'wide'>;
  private from = 0;
  private to = 0;

  /**
   * @param inputs those that are in memory as a whole
   * @param order all nodes
   * @param buffers one a node, used again for each chunk
   */
  constructor(
    dtype: Arithmetic,
    private readonly inputs: ReadonlyMap<string, NdArray>,
    order: readonly Expr[],
    private readonly buffers: Map<Expr, Floats>,
  ) {
    this.round = { result: rounding(dtype), meanSum: meanSumRounding(dtype) };
    this.single = dtype === 'float32';
    this.rounds = dtype === 'float16' || dtype === 'bfloat16';
    this.inside = this.rounds ? insideKernels(order) : NOTHING;
  }

  buffer(n: number): Floats {
    return this.single ? new Float32Array(n) : new Float64Array(n);
  }

  /** An aggregate is known. */
  setWhole(e: Expr, data: Floats): void {
    this.whole.set(e, { data, shape: e.shape });
  }

  /** @param rows of the inputs that are not in memory as a whole */
  start(from: number, to: number, rows: ReadonlyMap<string, InputRows>): void {
    this.from = from;
    this.to = to;
    this.rows = rows;
    this.chunk = new Map();
  }

  /** Some rows, from wherever they are, of which these values are there. */
  startGiven(count: number, given: ReadonlyMap<Expr, Floats>): void {
    this.start(0, count, new Map());
    for (const [e, data] of given) this.chunk.set(e, { data, shape: [count, ...e.shape.slice(1)] });
  }

  /** The value for the rows of the chunk; of an expression without a row axis, all of it. */
  chunkOf(e: Expr): Value {
    if (!e.byRow) return this.wholeOf(e);
    const done = this.chunk.get(e);
    if (done) return done;
    const all = this.to - this.from === e.shape[0];
    const shape = all ? e.shape : [this.to - this.from, ...e.shape.slice(1)];
    const args = operands(e).map((arg, i) => {
      if (!sharesRows(e.node.kind, e.rank, arg, i)) return this.wholeOf(arg);
      if (arg.byRow) return this.chunkOf(arg);
      const value = this.wholeOf(arg);
      return !all && arg.shape[0] === e.shape[0] && arg.shape[0] !== 1 ? this.cut(value) : value;
    });
    const value = this.compute(e, args, shape, e.node.kind === 'input' ? this.from : 0);
    this.chunk.set(e, value);
    return value;
  }

  wholeOf(e: Expr): Value {
    const done = this.whole.get(e);
    if (done) return done;
    const before = this.from;
    this.from = 0;
    const args = operands(e).map((arg) => this.wholeOf(arg));
    const value = this.compute(e, args, e.shape, 0, true);
    this.from = before;
    this.whole.set(e, value);
    return value;
  }

  private compute(
    e: Expr,
    args: readonly Value[],
    shape: readonly number[],
    firstRow: number,
    keepBuffer = false,
  ): Value {
    const n = sizeOf(shape);
    if (e.node.kind === 'input') return this.inputOf(e, e.node.name, shape, firstRow, keepBuffer);
    const out = keepBuffer ? this.newBuffer(e, n) : this.bufferOf(e, n);
    const round = this.inside.get(e) === 'wide' ? EXACT : this.round;
    const value = evaluateNode(e, args, shape, out, round, this.from);
    if (!this.rounds) return value;
    // A kernel's own value stands where its last operation left it.
    if (e.node.kind === 'call' && e.node.fused) {
      out.set(value.data);
      this.roundAll(out, n);
      return { data: out.subarray(0, n), shape };
    }
    const narrow = value.data.buffer === out.buffer && !isExact(e) && !this.inside.has(e);
    if (narrow) this.roundAll(value.data, n);
    return value;
  }

  private inputOf(
    e: Expr,
    name: string,
    shape: readonly number[],
    firstRow: number,
    keepBuffer: boolean,
  ): Value {
    const whole = this.inputs.get(name);
    const { data, first } = whole ? { data: whole.data, first: 0 } : (this.rows.get(name) ?? MISSING);
    if (!data) throw new Error(`no array for the input ${name}`);
    const n = sizeOf(shape);
    const start = (firstRow - first) * sizeOf(shape.slice(1));
    const part = start === 0 && data.length === n ? data : data.subarray(start, start + n);
    const wanted = isExact(e) || !this.single ? Float64Array : Float32Array;
    if (part instanceof wanted && !this.rounds) return { data: part, shape };
    const out = keepBuffer ? this.newBuffer(e, n) : this.bufferOf(e, n);
    for (let i = 0; i < n; i++) out[i] = part[i]!;
    if (this.rounds && !isExact(e)) this.roundAll(out, n);
    return { data: out.subarray(0, n), shape };
  }

  private roundAll(data: Floats, n: number): void {
    for (let i = 0; i < n; i++) data[i] = this.round.result(data[i]!);
  }

  private newBuffer(e: Expr, n: number): Floats {
    return isExact(e) ? new Float64Array(Math.max(1, n)) : this.buffer(Math.max(1, n));
  }

  /** One buffer a node, used again for each chunk. */
  private bufferOf(e: Expr, n: number): Floats {
    const old = this.buffers.get(e);
    if (old && old.length >= n) return old;
    const fresh = this.newBuffer(e, n);
    this.buffers.set(e, fresh);
    return fresh;
  }

  private cut(value: Value): Value {
    const rowSize = sizeOf(value.shape.slice(1));
    return {
      data: value.data.subarray(this.from * rowSize, this.to * rowSize),
      shape: [this.to - this.from, ...value.shape.slice(1)],
    };
  }
}

const MISSING = { data: undefined, first: 0 };
const NOTHING: ReadonlyMap<Expr, true | 'wide'> = new Map();

/** Reductions round by themselves; those of a wide kernel do not. */
const EXACT: Rounding = { result: (x) => x, meanSum: (x) => x };

/** What fused kernels compute between their operands and their result. */
function insideKernels(order: readonly Expr[]): Map<Expr, true | 'wide'> {
  const inside = new Map<Expr, true | 'wide'>();
  for (const { node, args } of order) {
    if (node.kind !== 'call' || !node.fused) continue;
    const operands = new Set(args.slice(1));
    const enter = (e: Expr, how: true | 'wide'): void => {
      if (inside.has(e) || operands.has(e) || e.node.kind === 'input') return;
      inside.set(e, how);
      for (const arg of e.args) enter(arg, how);
    };
    enter(args[0]!, node.fused);
  }
  return inside;
}
