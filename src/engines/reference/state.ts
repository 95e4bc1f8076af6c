/**
 * What one pass over some rows gives: sums, records, and the rows that are looked at again when the scalars
 * of late roots are known. States of other rows merge with it, in any order.
 */
import type { Expr } from '../../expr/node.js';
import { sizeOf } from '../../tensor/ndarray.js';
import { Largest } from '../largest.js';
import { type PlannedAggregate, rowSizeOf } from '../plan.js';
import { type Range, readRanges, union } from '../ranges.js';
import { Recorder } from '../record.js';
import { badState, readCount, readList, readNumber, record, writeNumber } from '../written.js';
import { Aggregate, groupsOf } from './aggregate.js';
import { KeptRows } from './kept-rows.js';
import type { Value } from './structure.js';

const SCHEMA = 'lossaudit/pass@1';

/** What a pass collects. */
export interface Collected {
  /** Sums that no record holds, the positions from `first` on. */
  readonly aggregates: readonly {
    readonly planned: PlannedAggregate;
    readonly first: number;
    readonly count: number;
  }[];
  /** Expressions by row that are recorded. */
  readonly records: readonly Expr[];
  /** Those of them whose extremes are looked at again. */
  readonly extremes: readonly Expr[];
  /** One of them of which the largest values are kept, and how many. */
  readonly largest?: { readonly of: Expr; readonly count: number };
  /** Expressions of which the largest magnitude is noted. */
  readonly magnitudes: readonly Expr[];
  /** Expressions of which rows are kept: those of the ends, and of the extremes. */
  readonly frontier: readonly Expr[];
  /** Rows kept from each end. */
  readonly endRows: number;
  readonly rows: number;
  /** See Recorder. */
  readonly keep: number;
}

/** The flat positions of the least and the largest value, and these. */
interface Extremes {
  min: number;
  minAt: number;
  max: number;
  maxAt: number;
}

/** The largest magnitude of a finite value, and whether one is infinite. */
export interface Magnitude {
  largest: number;
  infinite: boolean;
}

export class PassState {
  readonly sums: readonly Aggregate[];
  readonly recorders: readonly Recorder[];
  private readonly extremes: readonly Extremes[];
  readonly largest: Largest | undefined;
  readonly kept: KeptRows;
  private readonly magnitudes: Magnitude[];
  private seen: readonly Range[];

  /** @param start the first row that will be fed */
  constructor(
    private readonly of: Collected,
    start = 0,
  ) {
    const { keep } = of;
    this.sums = of.aggregates.map(({ planned: { e, early }, first, count }) => {
      const axes = e.node.axes.filter((axis) => axis > 0).map((axis) => axis - 1);
      return new Aggregate(e.node.op, groupsOf(early.shape.slice(1), axes), first, count);
    });
    this.recorders = of.records.map((e) => new Recorder(e.shape, e.size, keep, start * rowSizeOf(e)));
    this.extremes = of.extremes.map(() => ({
      min: Number.POSITIVE_INFINITY,
      minAt: -1,
      max: Number.NEGATIVE_INFINITY,
      maxAt: -1,
    }));
    this.largest = of.largest && new Largest(of.largest.count);
    this.kept = new KeptRows(of.frontier.map(rowSizeOf), () => this.neededRows());
    this.magnitudes = of.magnitudes.map(() => ({ largest: 0, infinite: false }));
    this.seen = [];
  }

  /** The rows from `from` to `to` (excluded). @param valuesOf the values of an expression for them */
  feed(from: number, to: number, valuesOf: (e: Expr) => Value): void {
    const { of } = this;
    of.aggregates.forEach(({ planned }, i) => {
      this.sums[i]!.push(valuesOf(planned.early).data, to - from);
    });
    of.records.forEach((e, i) => {
      const { data, shape } = valuesOf(e);
      const n = sizeOf(shape);
      const start = from * rowSizeOf(e);
      this.recorders[i]!.push(data, n);
      const at = of.extremes.indexOf(e);
      if (at >= 0) this.noteExtremes(this.extremes[at]!, this.recorders[i]!, data, n, start);
      if (of.largest?.of === e) this.largest!.push(data, n, start);
    });
    of.magnitudes.forEach((e, i) => {
      const { data, shape } = valuesOf(e);
      noteMagnitude(this.magnitudes[i]!, data, sizeOf(shape));
    });
    this.seen = union(this.seen, [[from, to]]);
    if (of.frontier.length > 0) this.keepRows(from, to, valuesOf);
  }

  private noteExtremes(
    extremes: Extremes,
    { min, max }: Recorder,
    data: ArrayLike<number>,
    n: number,
    start: number,
  ): void {
    if (isLess(min, extremes.min)) {
      extremes.min = min;
      extremes.minAt = start + indexOf(data, n, min);
    }
    if (isLess(extremes.max, max)) {
      extremes.max = max;
      extremes.maxAt = start + indexOf(data, n, max);
    }
  }

  private keepRows(from: number, to: number, valuesOf: (e: Expr) => Value): void {
    const { frontier, endRows, rows } = this.of;
    const parts = frontier.map((e) => valuesOf(e).data);
    const keep = (row: number) => this.kept.add(row, row - from, parts);
    for (let row = from; row < Math.min(to, endRows); row++) keep(row);
    for (let row = Math.max(from, endRows, rows - endRows); row < to; row++) keep(row);
    for (const row of this.lookedAt()) if (row >= from && row < to) keep(row);
  }

  /** Rows besides those of the ends that are needed. */
  *lookedAt(): Generator<number> {
    const { extremes, largest } = this.of;
    const rowOf = (at: number, e: Expr) => Math.floor(at / rowSizeOf(e));
    for (const [i, { minAt, maxAt }] of this.extremes.entries())
      for (const at of [minAt, maxAt]) if (at >= 0) yield rowOf(at, extremes[i]!);
    if (largest) for (const { index } of this.largest!.entries) yield rowOf(index, largest.of);
  }

  private neededRows(): Set<number> {
    const { endRows, frontier, rows } = this.of;
    if (frontier.length === 0) return new Set();
    const needed = new Set(this.lookedAt());
    for (const [from, to] of this.seen) {
      for (let row = from; row < Math.min(to, endRows); row++) needed.add(row);
      for (let row = Math.max(from, rows - endRows); row < to; row++) needed.add(row);
    }
    return needed;
  }

  /** The positions of the least and the largest value of a recorded expression; none of nothing finite. */
  extremesOf(e: Expr): readonly number[] {
    const { minAt, maxAt } = this.extremes[this.of.extremes.indexOf(e)]!;
    return [minAt, maxAt].filter((at) => at >= 0);
  }

  /** Of an expression that is recorded. */
  recorderOf(e: Expr): Recorder {
    return this.recorders[this.of.records.indexOf(e)]!;
  }

  magnitudeOf(e: Expr): Magnitude {
    const at = this.of.magnitudes.indexOf(e);
    if (at >= 0) return this.magnitudes[at]!;
    const { min, max, infinite } = this.recorderOf(e);
    const largest = min <= max ? Math.max(Math.abs(min), Math.abs(max)) : 0;
    return { largest, infinite: infinite > 0 };
  }

  /** @throws LossauditError `bad-state` where rows are missing */
  requireWhole(): void {
    const [range] = this.seen;
    const { rows } = this.of;
    if (rows === 0 || (this.seen.length === 1 && range![0] === 0 && range![1] === rows)) return;
    badState('rows are missing');
  }

  /** Adds the rows of another state of the same pass. @throws LossauditError `bad-state` */
  merge(other: PassState): void {
    this.seen = union(this.seen, other.seen);
    this.sums.forEach((sum, i) => {
      sum.merge(other.sums[i]!);
    });
    this.recorders.forEach((recorder, i) => {
      recorder.merge(other.recorders[i]!);
    });
    this.extremes.forEach((own, i) => {
      const theirs = other.extremes[i]!;
      // Of equal ones the first counts.
      if (
        isLess(theirs.min, own.min) ||
        (Object.is(theirs.min, own.min) && isBefore(theirs.minAt, own.minAt))
      )
        [own.min, own.minAt] = [theirs.min, theirs.minAt];
      if (
        isLess(own.max, theirs.max) ||
        (Object.is(theirs.max, own.max) && isBefore(theirs.maxAt, own.maxAt))
      )
        [own.max, own.maxAt] = [theirs.max, theirs.maxAt];
    });
    if (other.largest) this.largest?.merge(other.largest);
    other.magnitudes.forEach(({ largest, infinite }, i) => {
      const own = this.magnitudes[i]!;
      own.largest = Math.max(own.largest, largest);
      own.infinite ||= infinite;
    });
    this.kept.merge(other.kept);
  }

  /** The whole state as plain JSON: equal states are written alike, however they came to be. */
  write(): object {
    return {
      schema: SCHEMA,
      rows: this.seen,
      sums: this.sums.map((sum) => sum.write()),
      records: this.recorders.map((recorder) => recorder.write()),
      extremes: this.extremes.map(({ min, minAt, max, maxAt }) => [
        writeNumber(min),
        minAt,
        writeNumber(max),
        maxAt,
      ]),
      ...(this.largest ? { largest: this.largest.write() } : {}),
      magnitudes: this.magnitudes.map(({ largest, infinite }) => [largest, infinite]),
      kept: this.kept.write(),
    };
  }

  /** @throws LossauditError `bad-state` for what is no state of such a pass */
  static from(written: unknown, of: Collected): PassState {
    const w = record(written, 'a pass');
    if (w.schema !== SCHEMA) return badState(`its schema is not ${SCHEMA}`);
    const state = new PassState(of);
    const read = {
      seen: readRanges(w.rows, of.rows),
      sums: readList(w.sums, of.aggregates.length, 'sums').map((sum, i) => {
        const { planned, first, count } = of.aggregates[i]!;
        const { groups } = state.sums[i]!;
        return Aggregate.from(sum, planned.e.node.op, groups, first, count);
      }),
      recorders: readList(w.records, of.records.length, 'records').map((one, i) => {
        const { shape, size } = of.records[i]!;
        return Recorder.from(one, shape, size, of.keep);
      }),
      largest: of.largest && Largest.from(w.largest, of.largest.count, of.largest.of.size),
    };
    Object.assign(state, read);
    readList(w.extremes, of.extremes.length, 'extremes').forEach((one, i) => {
      const [min, minAt, max, maxAt] = readList(one, 4, 'extremes');
      const { size } = of.extremes[i]!;
      Object.assign(state.extremes[i]!, {
        min: readNumber(min, 'min'),
        minAt: readPosition(minAt, size),
        max: readNumber(max, 'max'),
        maxAt: readPosition(maxAt, size),
      });
    });
    readList(w.magnitudes, of.magnitudes.length, 'magnitudes').forEach((one, i) => {
      const [largest, infinite] = readList(one, 2, 'a magnitude');
      state.magnitudes[i] = { largest: readNumber(largest, 'a magnitude'), infinite: infinite === true };
    });
    state.kept.read(w.kept, of.rows);
    return state;
  }
}

function readPosition(written: unknown, size: number): number {
  if (written === -1) return -1;
  const at = readCount(written, 'a position');
  return at < size ? at : badState(`there is no position ${at}`);
}

/** −0 is less than 0. */
function isLess(a: number, b: number): boolean {
  return a < b || (a === 0 && b === 0 && Object.is(a, -0) && !Object.is(b, -0));
}

/** None is −1. */
function isBefore(at: number, other: number): boolean {
  return at >= 0 && (other < 0 || at < other);
}

function indexOf(data: ArrayLike<number>, n: number, x: number): number {
  let i = 0;
  while (i < n && !Object.is(data[i], x)) i++;
  return i;
}

function noteMagnitude(of: Magnitude, data: ArrayLike<number>, n: number): void {
  let { largest } = of;
  for (let i = 0; i < n; i++) {
    const x = Math.abs(data[i]!);
    if (!(x > largest)) continue;
    if (x === Number.POSITIVE_INFINITY) of.infinite = true;
    else largest = x;
  }
  of.largest = largest;
}
