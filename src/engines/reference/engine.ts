/**
 * The reference engine: double arithmetic, or rounding to float32, float16 or bfloat16 after every operation.
 * It works over chunks of rows: aggregates over the sample axis are exact and merge, so neither the chunk
 * size nor the row order shows in the result.
 */
import type { Expr } from '../../expr/node.js';
import { sharesRows } from '../../expr/shapes.js';
import { isExact } from '../../expr/walk.js';
import { type Arithmetic, type NdArray, sizeOf } from '../../tensor/ndarray.js';
import { meanSumRounding, rounding } from '../../tensor/round.js';
import type { Engine, EngineInfo } from '../engine.js';
import { type EvaluateOptions, isDue, partOf, requireGoing, turn } from '../pace.js';
import { type AggregateExpr, operands, type Pass, type Plan, planOf } from '../plan.js';
import { type ArrayRecord, Recorder } from '../record.js';
import { Aggregate, groupsOf } from './aggregate.js';
import { evaluateNode, type Rounding, sumRounding } from './evaluate.js';
import type { Floats, Value } from './structure.js';

/** Elements of the widest node that a chunk holds: about what the first-level cache does. */
const CHUNK_ELEMENTS = 2048;
/** Exact sums held at a time; each takes up to some kilobytes. */
const MOST_SUMS = 2 ** 13;

export interface ReferenceOptions {
  readonly dtype: Arithmetic;
  /** Rows a chunk; by default as many as fit the cache. */
  readonly chunkRows?: number;
  readonly version: string;
}

export function referenceEngine(options: ReferenceOptions): Engine {
  const info: EngineInfo = {
    name: 'reference',
    backend: 'exact sums',
    version: options.version,
    dtype: options.dtype,
    accumulator: 'exact',
  };
  return {
    info,
    evaluate: (roots, inputs, keep, how = {}) => new Run(options, inputs, roots).run(keep, how),
  };
}

/** Once through the rows. */
interface Sweep {
  /** The next so many rows are there. */
  feed(rows: number): void;
  end(): void;
}

class Run {
  private readonly round: Rounding;
  private readonly rounds: boolean;
  private readonly single: boolean;
  private readonly makeBuffer: (n: number) => Floats;
  private readonly whole = new Map<Expr, Value>();
  private buffers: Map<Expr, Floats> | undefined;
  private chunk = new Map<Expr, Value>();
  private readonly plan: Plan;
  /** What a narrow dtype does not round. */
  private readonly inside: ReadonlyMap<Expr, true | 'wide'>;
  /** Rows a chunk. */
  private readonly step: number;
  private from = 0;
  private to = 0;

  constructor(
    options: ReferenceOptions,
    private readonly inputs: ReadonlyMap<string, NdArray>,
    private readonly roots: readonly Expr[],
  ) {
    this.round = { result: rounding(options.dtype), meanSum: meanSumRounding(options.dtype) };
    this.single = options.dtype === 'float32';
    this.rounds = options.dtype === 'float16' || options.dtype === 'bfloat16';
    this.makeBuffer = this.single ? (n) => new Float32Array(n) : (n) => new Float64Array(n);
    this.plan = planOf(roots);
    this.inside = this.rounds ? insideKernels(this.plan.order) : NOTHING;
    this.step = options.chunkRows ?? Math.max(1, Math.floor(CHUNK_ELEMENTS / this.plan.widest));
  }

  async run(keep: number, how: EvaluateOptions): Promise<ArrayRecord[]> {
    requireGoing(how);
    const { rows, passes } = this.plan;
    const records = new Map<Expr, Recorder>();
    for (const root of this.roots) records.set(root, new Recorder(root.shape, root.size, keep));
    for (const [i, pass] of passes.entries()) {
      const sweeps = this.sweepsOf(pass, records);
      for (const [k, sweep] of sweeps.entries()) {
        for (let from = 0; from < rows; from += this.step) {
          this.startChunk(from, Math.min(rows, from + this.step));
          sweep.feed(this.to - from);
          if (isDue()) await turn(partOf(partOf(how, i, passes.length), k, sweeps.length), this.to / rows);
        }
        sweep.end();
      }
      for (const e of pass.roots) if (!e.byRow) records.get(e)?.push(this.wholeOf(e).data, e.size);
    }
    how.progress?.(1);
    return this.roots.map((root) => (records.get(root) as Recorder).record());
  }

  /**
   * Each position has a sum of its own: of very many only so many are held at a time, and the rows are gone
   * through again.
   */
  private sweepsOf({ aggregates, roots }: Pass, records: ReadonlyMap<Expr, Recorder>): Sweep[] {
    const byRow = roots.filter((e) => e.byRow);
    const sums = aggregates.map((e) => ({
      e,
      groups: groupsOf(e.args[0]!.shape.slice(1), axesOfRow(e)),
      out: this.makeBuffer(Math.max(1, e.size)),
    }));
    const most = Math.max(byRow.length > 0 ? 1 : 0, ...aggregates.map((e) => e.size));
    return Array.from({ length: Math.ceil(most / MOST_SUMS) }, (_, k) => {
      const first = k * MOST_SUMS;
      const states = sums
        .filter(({ e }) => first < e.size)
        .map(({ e, groups, out }) => {
          const count = Math.min(MOST_SUMS, e.size - first);
          return { e, out, state: new Aggregate(e.node.op, groups, first, count) };
        });
      return {
        feed: (rows) => {
          for (const { e, state } of states) state.push(this.chunkOf(e.args[0]!).data, rows);
          for (const e of first === 0 ? byRow : []) {
            const value = this.chunkOf(e);
            records.get(e)?.push(value.data, sizeOf(value.shape));
          }
        },
        end: () => {
          for (const { e, state, out } of states) {
            const each = sizeOf(e.args[0]!.shape.slice(1)) / e.size;
            state.writeTo(out, each, this.round.result, sumRounding(e.node, this.round));
            this.whole.set(e, { data: out, shape: e.shape });
          }
        },
      };
    });
  }

  private startChunk(from: number, to: number): void {
    this.from = from;
    this.to = to;
    this.chunk = new Map();
  }

  /** The value for the rows of the chunk; of an expression without a row axis, all of it. */
  private chunkOf(e: Expr): Value {
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

  private wholeOf(e: Expr): Value {
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
    const array = this.inputs.get(name);
    if (!array) throw new Error(`no array for the input ${name}`);
    const n = sizeOf(shape);
    const start = firstRow * sizeOf(shape.slice(1));
    const part = array.data.length === n ? array.data : array.data.subarray(start, start + n);
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
    return isExact(e) ? new Float64Array(Math.max(1, n)) : this.makeBuffer(Math.max(1, n));
  }

  /** One buffer a node, used again for each chunk. */
  private bufferOf(e: Expr, n: number): Floats {
    if (this.plan.rows <= this.step) return this.newBuffer(e, n);
    this.buffers ??= new Map();
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

/** The reduced axes besides the sample axis, counted in a row. */
function axesOfRow({ node }: AggregateExpr): number[] {
  return node.axes.filter((axis) => axis > 0).map((axis) => axis - 1);
}
