/**
 * The reference engine: double arithmetic, or rounding to float32, float16 or bfloat16 after every operation. It works
 * over chunks of rows: aggregates over the sample axis are exact and merge, so neither the chunk size nor the row
 * order shows in the result.
 */
import { type Expr, isExact, topological } from '../../expr/node.js';
import { type NdArray, sizeOf } from '../../tensor/ndarray.js';
import { meanSumRounding, rounding } from '../../tensor/round.js';
import type { Arithmetic, Engine, EngineInfo } from '../engine.js';
import { type ArrayRecord, Recorder } from '../record.js';
import { evaluateNode, type Floats, type Rounding, sumRounding, type Value } from './evaluate.js';
import { Aggregate } from './reduce.js';

/** Elements of the widest node that a chunk holds: about what the first-level cache does. */
const CHUNK_ELEMENTS = 2048;

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
    evaluate: (roots, inputs, keep) => new Run(options, inputs, roots).run(keep),
  };
}

function reduction(e: Expr): Extract<Expr['node'], { kind: 'reduce' }> {
  if (e.node.kind !== 'reduce') throw new Error(`${e.node.kind} reduces nothing`);
  return e.node;
}

/** Is it computed from all chunks of its operand? */
function isAggregate(e: Expr): boolean {
  return e.node.kind === 'reduce' && e.args[0].byRow && e.node.axes.length === e.args[0].rank;
}

class Run {
  private readonly round: Rounding;
  private readonly rounds: boolean;
  private readonly makeBuffer: (n: number) => Floats;
  private readonly whole = new Map<Expr, Value>();
  private readonly buffers = new Map<Expr, Floats>();
  private chunk = new Map<Expr, Value>();
  private readonly order: readonly Expr[];
  /** Passes over the rows that must be done before the node can be computed by row. */
  private readonly depth = new Map<Expr, number>();
  private from = 0;
  private to = 0;

  constructor(
    private readonly options: ReferenceOptions,
    private readonly inputs: ReadonlyMap<string, NdArray>,
    private readonly roots: readonly Expr[],
  ) {
    this.round = { result: rounding(options.dtype), meanSum: meanSumRounding(options.dtype) };
    this.rounds = options.dtype === 'float16' || options.dtype === 'bfloat16';
    this.makeBuffer = options.dtype === 'float32' ? (n) => new Float32Array(n) : (n) => new Float64Array(n);
    this.order = topological(roots);
    for (const e of this.order) {
      const below = operands(e).reduce((d, a) => Math.max(d, this.depth.get(a) ?? 0), 0);
      this.depth.set(e, below + (isAggregate(e) ? 1 : 0));
    }
  }

  run(keep: number): ArrayRecord[] {
    const records = new Map<Expr, Recorder>();
    for (const root of this.roots) records.set(root, new Recorder(root.shape, root.size, keep));
    const rows = this.order.find((e) => e.byRow)?.shape[0] ?? 0;
    const chunkRows = this.options.chunkRows ?? this.rowsPerChunk(rows);
    const passes = Math.max(0, ...this.depth.values()) + 1;
    for (let pass = 1; pass <= passes; pass++) {
      const aggregates = this.order.filter((e) => isAggregate(e) && this.depth.get(e) === pass);
      const states = aggregates.map((e) => new Aggregate(reduction(e).op));
      const ready = [...records.keys()].filter((e) => this.depth.get(e) === pass - 1);
      const byRow = ready.filter((e) => e.byRow);
      if (aggregates.length > 0 || byRow.length > 0) {
        for (let from = 0; from < rows; from += chunkRows) {
          this.startChunk(from, Math.min(rows, from + chunkRows));
          aggregates.forEach((e, i) => {
            const value = this.chunkOf(e.args[0]);
            states[i].push(value.data, sizeOf(value.shape));
          });
          for (const e of byRow) {
            const value = this.chunkOf(e);
            records.get(e)?.push(value.data, sizeOf(value.shape));
          }
        }
      }
      for (const e of ready) {
        if (e.byRow) continue;
        const value = this.wholeOf(e);
        records.get(e)?.push(value.data, e.size);
      }
      aggregates.forEach((e, i) => {
        const data = this.makeBuffer(1);
        data[0] = states[i].value(this.round.result, sumRounding(reduction(e), this.round));
        this.whole.set(e, { data, shape: e.shape });
      });
    }
    return this.roots.map((root) => (records.get(root) as Recorder).record());
  }

  private rowsPerChunk(rows: number): number {
    const widest = this.order.reduce((w, e) => (e.byRow && rows > 0 ? Math.max(w, e.size / rows) : w), 1);
    return Math.max(1, Math.floor(CHUNK_ELEMENTS / widest));
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
    const shape = [this.to - this.from, ...e.shape.slice(1)];
    const args = operands(e).map((arg) => {
      // Only arrays whose rows are the result's rows are cut; any other meets each row whole.
      const aligned = arg.rank === e.rank || (e.node.kind !== 'map' && e.node.kind !== 'broadcast');
      if (arg.byRow && aligned) return this.chunkOf(arg);
      const value = this.wholeOf(arg);
      return arg.rank === e.rank && arg.shape[0] === e.shape[0] && arg.shape[0] !== 1 ? this.cut(value) : value;
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
    const value = evaluateNode(e, args, shape, out, this.round, this.from);
    if (this.rounds && value.data.buffer === out.buffer && !isExact(e)) this.roundAll(value.data, n);
    return value;
  }

  private inputOf(e: Expr, name: string, shape: readonly number[], firstRow: number, keepBuffer: boolean): Value {
    const array = this.inputs.get(name);
    if (!array) throw new Error(`no array for the input ${name}`);
    const n = sizeOf(shape);
    const start = firstRow * sizeOf(shape.slice(1));
    const part = array.data.subarray(start, start + n);
    const wanted = isExact(e) || this.options.dtype !== 'float32' ? Float64Array : Float32Array;
    if (part instanceof wanted && !this.rounds) return { data: part, shape };
    const out = keepBuffer ? this.newBuffer(e, n) : this.bufferOf(e, n);
    for (let i = 0; i < n; i++) out[i] = part[i];
    if (this.rounds && !isExact(e)) this.roundAll(out, n);
    return { data: out.subarray(0, n), shape };
  }

  private roundAll(data: Floats, n: number): void {
    for (let i = 0; i < n; i++) data[i] = this.round.result(data[i]);
  }

  private newBuffer(e: Expr, n: number): Floats {
    return isExact(e) ? new Float64Array(Math.max(1, n)) : this.makeBuffer(Math.max(1, n));
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

/** The operands that are computed: of a `call` only the value, the others are there to be printed. */
function operands(e: Expr): readonly Expr[] {
  return e.node.kind === 'call' ? e.args.slice(0, 1) : e.args;
}
