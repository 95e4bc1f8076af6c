/**
 * One evaluation, pass by pass: what each needs of the rows, and what follows when all are there. Whoever
 * feeds it reads the rows: in one thread or several, on one machine or several.
 */
import type { Expr } from '../../expr/node.js';
import type { Arithmetic, NdArray } from '../../tensor/ndarray.js';
import { bare, FEW_ROWS, type Pass, type Plan, type PlannedAggregate, planOf, rowSizeOf } from '../plan.js';
import { type ArrayRecord, KEEP, Recorder } from '../record.js';
import { fromSum } from './aggregate.js';
import { ChunkValues, type InputRows } from './chunk.js';
import { sumRounding } from './evaluate.js';
import { lateRecord, mayBeTakenOut, scaled } from './late.js';
import { type Collected, PassState } from './state.js';

/** Elements of the widest node that a chunk holds: about what the first-level cache does. */
const CHUNK_ELEMENTS = 2048;
/** Exact sums held at a time; each takes up to some kilobytes. */
const MOST_SUMS = 2 ** 13;

export interface RunOptions {
  readonly dtype: Arithmetic;
  /** Rows a chunk; by default as many as fit the cache. */
  readonly chunkRows?: number;
}

export interface Asked {
  readonly roots: readonly Expr[];
  /** Arrays of more elements than this keep only head and tail. */
  readonly keep: number;
  /** The root of which the largest values are kept, and how many. */
  readonly largest?: { readonly of: Expr; readonly count: number };
  /** Few rows are not gone through again: what later passes need of them is kept. */
  readonly once?: boolean;
}

type Buffers = Map<Expr, Float64Array | Float32Array>;

/**
 * What the last run of each arithmetic computed in: of an audit in batches the next one does the same.
 * Records hold copies.
 */
const spare = new Map<Arithmetic, { readonly plan: Plan; readonly buffers: Buffers }>();

/** Nobody else has them as long as they are not given back. */
function takeBuffers(plan: Plan, dtype: Arithmetic): Buffers {
  const last = spare.get(dtype);
  spare.delete(dtype);
  return last?.plan === plan ? last.buffers : new Map();
}

/** Once through the rows. */
interface Sweep extends Collected {
  readonly pass: Pass;
  /** Those before it hold other positions of the same pass' sums. */
  readonly last: boolean;
}

/** A plan under way. */
interface Course {
  readonly plan: Plan;
  readonly values: ChunkValues;
  readonly buffers: Buffers;
  readonly sweeps: readonly Sweep[];
  /** Rows a chunk. */
  readonly step: number;
  /** Of the sweeps of one pass. */
  readonly over: PassState[];
  at: number;
}

export class RowRun {
  private course: Course;
  private readonly records = new Map<Expr, ArrayRecord>();
  /** How often the rows were gone through. */
  passes = 0;

  /** @param inputs the arrays that are in memory as a whole */
  constructor(
    private readonly options: RunOptions,
    private readonly asked: Asked,
    private readonly inputs: ReadonlyMap<string, NdArray>,
  ) {
    const { dtype } = options;
    // What rounds after every operation has no sum without its scalars.
    this.course = this.courseOf(dtype === 'float32' || dtype === 'float64');
  }

  private courseOf(hoist: boolean): Course {
    const { dtype, chunkRows } = this.options;
    const plan = planOf(this.asked.roots, hoist);
    const step = chunkRows ?? Math.max(1, Math.floor(CHUNK_ELEMENTS / plan.widest));
    const buffers = takeBuffers(plan, dtype);
    const values = new ChunkValues(dtype, this.inputs, plan.order, buffers);
    return { plan, values, buffers, sweeps: sweepsFor(plan, this.asked), step, over: [], at: 0 };
  }

  get plan(): Plan {
    return this.course.plan;
  }

  /** How often the rows are to be gone through, unless their values ask for more. */
  get planned(): number {
    const { sweeps, plan } = this.course;
    const once = this.asked.once && plan.rows <= FEW_ROWS;
    return once ? 1 : sweeps.filter(isFed).length;
  }

  /** Are all records there? */
  get done(): boolean {
    return this.course.at >= this.course.sweeps.length;
  }

  /** Does the next sweep look at any rows? */
  get feeds(): boolean {
    const { sweeps, at, plan } = this.course;
    return plan.rows > 0 && isFed(sweeps[at]!);
  }

  /** The part of the work that is done when this part of the next sweep is. */
  part(ofSweep: number): number {
    return (this.course.at + ofSweep) / this.course.sweeps.length;
  }

  /** A state of the next sweep, to be fed from this row on. */
  start(row = 0): PassState {
    return new PassState(this.course.sweeps[this.course.at]!, row);
  }

  /** @throws LossauditError `bad-state` for what is no state of the next sweep */
  read(written: unknown): PassState {
    return PassState.from(written, this.course.sweeps[this.course.at]!);
  }

  /**
   * Feeds rows `from` to `to` (excluded) to a state, a chunk at a time.
   * @param rows those of the inputs that are not in memory as a whole
   */
  feed(state: PassState, from: number, to: number, rows: ReadonlyMap<string, InputRows> = NO_ROWS): void {
    const { step, values } = this.course;
    for (let start = from; start < to; start += step) {
      const end = Math.min(to, start + step);
      values.start(start, end, rows);
      state.feed(start, end, (e) => values.chunkOf(e));
    }
  }

  /** All rows were fed to this state, or to those that were merged into it. */
  finish(state: PassState): void {
    if (this.feeds) {
      state.requireWhole();
      this.passes++;
    }
    const [first = state] = this.course.over;
    const keptAll = this.asked.once && this.course.at === 0 && this.course.plan.rows <= FEW_ROWS;
    this.conclude(state);
    if (!keptAll) return;
    // Later passes look at what the first one kept.
    const { plan, values } = this.course;
    const { parts } = first.kept.collected();
    values.startGiven(plan.rows, new Map(plan.frontier.map((e, i) => [e, parts[i]!])));
    while (!this.done) {
      const next = this.start();
      next.feed(0, plan.rows, (e) => values.chunkOf(e));
      this.conclude(next);
    }
  }

  private conclude(state: PassState): void {
    const { course } = this;
    const { sweeps, over } = course;
    const sweep = sweeps[course.at]!;
    over.push(state);
    course.at++;
    if (!sweep.last) return;
    const own = sweeps.slice(course.at - over.length, course.at);
    if (!this.finishSums(own) || !this.finishLate(own[0]!, over[0]!)) {
      // A scalar that is 0 or not finite, or numbers that are very large: row by row, then.
      this.records.clear();
      this.course = this.courseOf(false);
      return;
    }
    for (const e of sweep.pass.roots) this.keepRecord(e, this.recordOf(e, over[0]!));
    over.length = 0;
  }

  /** To be asked for when it is done: it gives back what it computed in. */
  result(): ArrayRecord[] {
    const { plan, buffers } = this.course;
    spare.set(this.options.dtype, { plan, buffers });
    return this.asked.roots.map((root) => this.records.get(root)!);
  }

  private recordOf(e: Expr, state: PassState): ArrayRecord {
    if (!e.byRow) {
      const whole = new Recorder(e.shape, e.size, this.asked.keep);
      whole.push(this.course.values.wholeOf(e).data, e.size);
      return whole.record();
    }
    const record = state.recorderOf(bare(e)).record();
    const largest = this.asked.largest?.of === e ? state.largest?.entries : undefined;
    return largest ? { ...record, largest } : record;
  }

  private keepRecord(e: Expr, record: ArrayRecord): void {
    // A pass for values alone comes after that which gave the statistics.
    const before = this.records.get(e);
    const { values, truncated } = record;
    this.records.set(e, before ? { ...before, values, truncated } : record);
  }

  /** @returns false where scalars do not allow what the plan did */
  private finishSums(sweeps: readonly Sweep[]): boolean {
    const { values, over } = this.course;
    const { round } = values;
    for (const planned of sweeps[0]!.pass.aggregates) {
      const { e, early, factors } = planned;
      if (!this.takenOut(planned, sweeps[0]!, over[0]!)) return false;
      const out = values.buffer(Math.max(1, e.size));
      const each = rowSizeOf(early) / e.size;
      let finite = true;
      const total = (sum: number) => {
        const product = factors.length > 0 ? scaled(sum, factors, values) : sum;
        finite &&= factors.length === 0 || Math.abs(product) !== Number.POSITIVE_INFINITY;
        return product;
      };
      const { op } = e.node;
      const toSum = sumRounding(e.node, round);
      const [toResult, ofSum] =
        op === 'mean'
          ? [round.result, (x: number) => toSum(total(x))]
          : [(x: number) => round.result(total(x)), toSum];
      if (isRecorded(planned, sweeps[0]!.records)) {
        const { sum } = over[0]!.recorderOf(bare(early));
        out[0] = fromSum(op, sum.value(), early.size, toResult, ofSum);
      } else
        sweeps.forEach(({ aggregates }, k) => {
          const at = aggregates.findIndex((a) => a.planned === planned);
          if (at >= 0) over[k]!.sums[at]!.writeTo(out, each, toResult, ofSum);
        });
      if (!finite) return false;
      values.setWhole(e, out);
    }
    return true;
  }

  /** @returns false where scalars do not allow what the plan did */
  private finishLate(sweep: Sweep, state: PassState): boolean {
    const { values } = this.course;
    const { keep, largest } = this.asked;
    for (const root of sweep.pass.late) {
      if (!this.takenOut(root, sweep, state)) return false;
      const asked = { state, frontier: sweep.frontier, keep, largest: largest?.of === root.e };
      const record = lateRecord(root, asked, values);
      if (!record) return false;
      this.keepRecord(root.e, record);
    }
    return true;
  }

  private takenOut(
    product: Pick<PlannedAggregate, 'early' | 'factors' | 'border'>,
    sweep: Sweep,
    state: PassState,
  ) {
    if (product.factors.length === 0) return true;
    return mayBeTakenOut(product, this.options.dtype, this.course.values, (e) =>
      state.magnitudeOf(sweep.records.includes(bare(e)) ? bare(e) : e),
    );
  }
}

const NO_ROWS: ReadonlyMap<string, InputRows> = new Map();

/** The same for all batches of a size. */
const knownSweeps = new WeakMap<Plan, { readonly key: string; readonly sweeps: readonly Sweep[] }>();

function sweepsFor(plan: Plan, asked: Asked): readonly Sweep[] {
  const { keep, once = false, largest } = asked;
  if (largest) return sweepsOf(plan, asked);
  const key = `${keep} ${once}`;
  const before = knownSweeps.get(plan);
  if (before?.key === key) return before.sweeps;
  const sweeps = sweepsOf(plan, asked);
  knownSweeps.set(plan, { key, sweeps });
  return sweeps;
}

/**
 * Each position has a sum of its own: of very many only so many are held at a time, and the rows are gone
 * through again.
 */
function sweepsOf(plan: Plan, asked: Asked): Sweep[] {
  const { keep, once } = asked;
  const { rows } = plan;
  const keepsAll = once === true && rows <= FEW_ROWS && plan.passes.length > 1;
  const sweeps = plan.passes.flatMap((pass, i): Sweep[] => {
    const records = recordsOf(pass);
    const apart = pass.aggregates.filter((a) => !isRecorded(a, records));
    const count = Math.max(1, Math.ceil(Math.max(1, ...apart.map(({ e }) => e.size)) / MOST_SUMS));
    const looksBack = pass.late.length > 0 || (keepsAll && i === 0);
    return Array.from({ length: count }, (_, k): Sweep => {
      const first = k * MOST_SUMS;
      const aggregates = apart
        .filter(({ e }) => first < Math.max(1, e.size))
        .map((planned) => ({ planned, first, count: Math.min(MOST_SUMS, planned.e.size - first) }));
      const of = { pass, last: k === count - 1, aggregates, rows, keep };
      if (k > 0) return { ...of, ...NOTHING_ELSE };
      return {
        ...of,
        records,
        extremes: [...new Set(pass.late.map(({ early }) => bare(early)))],
        largest: rankedOf(pass, asked),
        magnitudes: magnitudesOf(pass, records),
        frontier: looksBack ? plan.frontier : [],
        endRows: looksBack ? plan.endRows : 0,
      };
    });
  });
  const late = plan.passes.flatMap((pass) => pass.late.map(({ e }) => e));
  const roots = late.filter((e) => e.size > KEEP && e.size <= keep && 2 * plan.endRows < rows);
  // All values of late roots, where those of the ends are not enough.
  if (roots.length > 0) {
    const pass = { aggregates: [], roots, late: [] };
    sweeps.push({ ...NOTHING_ELSE, pass, last: true, aggregates: [], records: recordsOf(pass), rows, keep });
  }
  return sweeps;
}

const NOTHING_ELSE = { records: [], extremes: [], magnitudes: [], frontier: [], endRows: 0 };

function recordsOf({ roots, late }: Pass): Expr[] {
  return [...new Set([...roots.filter((e) => e.byRow), ...late.map(({ early }) => early)].map(bare))];
}

function rankedOf({ roots, late }: Pass, { largest }: Asked): Sweep['largest'] {
  if (!largest) return undefined;
  const root = late.find(({ e }) => e === largest.of)?.early ?? roots.find((e) => e === largest.of);
  return root?.byRow ? { of: bare(root), count: largest.count } : undefined;
}

/** What is recorded has its magnitude there. */
function magnitudesOf({ aggregates, late }: Pass, records: readonly Expr[]): Expr[] {
  const border = [...aggregates, ...late].flatMap((product) => product.border);
  return [...new Set(border)].filter((e) => e.byRow && !records.includes(bare(e)));
}

/** What is recorded is added up already. */
function isRecorded({ e, early }: PlannedAggregate, records: readonly Expr[]): boolean {
  const adds = e.node.op === 'sum' || e.node.op === 'mean';
  return adds && e.size === 1 && records.includes(bare(early));
}

function isFed({ aggregates, records, magnitudes, frontier }: Collected): boolean {
  return aggregates.length + records.length + magnitudes.length + frontier.length > 0;
}
