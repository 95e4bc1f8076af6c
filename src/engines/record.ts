/**
 * What is kept of a computed array: statistics, all values or head and tail; filled a chunk at a time, in any
 * split.
 */
import { ExactSum } from './exact-sum.js';
import type { Placed } from './largest.js';
import { lengthOf, type Range, readRanges, union } from './ranges.js';
import {
  badState,
  readCount,
  readList,
  readNumber,
  record,
  type WrittenNumber,
  type WrittenSum,
  writeNumber,
} from './written.js';

/** Elements kept at each end of an array that is too long to keep. */
export const HEAD = 32;
/** Arrays of up to this many elements are kept whole unless all are asked for. */
export const KEEP = 1000;

interface Stats {
  readonly count: number;
  /** Over the finite values; NaN where there are none. −0 is less than 0. */
  readonly min: number;
  readonly max: number;
  /** The exact sum, rounded, over their number. */
  readonly mean: number;
  readonly nan: number;
  readonly infinite: number;
}

export interface ArrayRecord {
  readonly shape: readonly number[];
  /** All values in row-major order, or `HEAD` from each end when truncated. */
  readonly values: Float64Array;
  readonly truncated: boolean;
  readonly stats: Stats;
  /** The largest by magnitude, where they are asked for. */
  readonly largest?: readonly Placed[];
  /** Flat index of the first NaN or infinity; −1 for none. */
  readonly firstNonFinite: number;
}

const SCHEMA = 'lossaudit/record@1';

/** The written form of a recorder. */
export interface WrittenRecord {
  readonly schema: typeof SCHEMA;
  /** Of the whole array. */
  readonly shape: readonly number[];
  readonly truncated: boolean;
  /** Flat positions that were seen. */
  readonly ranges: readonly Range[];
  /** Those of their values that are kept, in order. */
  readonly values: readonly WrittenNumber[];
  readonly sum: WrittenSum;
  readonly min: WrittenNumber;
  readonly max: WrittenNumber;
  readonly nan: number;
  readonly infinite: number;
  readonly first_non_finite: number;
}

/** The state of a record: of the whole array, or of some of its positions; states of others merge with it. */
export class Recorder {
  private readonly values: Float64Array;
  private readonly truncated: boolean;
  sum = new ExactSum();
  private next: number;
  /** What is not between `start` and `next`: what came by merging. */
  private others: readonly Range[] = [];
  /** Over the finite values that were seen; the infinities of the other sign before the first. */
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  private nan = 0;
  infinite = 0;
  private firstNonFinite = -1;

  /**
   * @param shape,size of the whole array
   * @param keep arrays of more elements than this keep only head and tail
   * @param start the flat position of the first value that will be pushed
   */
  constructor(
    private readonly shape: readonly number[],
    private readonly size: number,
    keep: number,
    private start = 0,
  ) {
    this.truncated = size > Math.max(keep, 2 * HEAD);
    this.values = new Float64Array(this.truncated ? 2 * HEAD : size);
    this.next = start;
  }

  /**
   * @param written see `write`
   * @param shape,size,keep of the array that it is read for
   * @throws LossauditError `bad-state` for what is no state of such an array
   */
  static from(written: unknown, shape: readonly number[], size: number, keep: number): Recorder {
    const w = record(written, 'a record');
    const state = new Recorder(shape, size, keep);
    if (w.schema !== SCHEMA) return badState(`its schema is not ${SCHEMA}`);
    if (!Array.isArray(w.shape) || w.shape.join() !== shape.join())
      return badState(`its shape is not [${shape}]`);
    if (w.truncated !== state.truncated) return badState('it keeps other values');
    state.others = readRanges(w.ranges, size);
    const slots = [...state.slotsOf(state.others)];
    readList(w.values, slots.length, 'values').forEach((x, i) => {
      state.values[slots[i]!] = readNumber(x, 'a value');
    });
    state.sum = ExactSum.from(w.sum);
    [state.min, state.max] = [readNumber(w.min, 'min'), readNumber(w.max, 'max')];
    [state.nan, state.infinite] = [readCount(w.nan, 'nan'), readCount(w.infinite, 'infinite')];
    state.firstNonFinite = w.first_non_finite === -1 ? -1 : readCount(w.first_non_finite, 'first_non_finite');
    state.requireConsistent();
    return state;
  }

  private requireConsistent(): void {
    const { min, max, nan, infinite, firstNonFinite: first } = this;
    const seen = lengthOf(this.others);
    const inside = this.others.some(([from, to]) => first >= from && first < to);
    if (nan + infinite > seen || inside !== nan + infinite > 0 || inside !== first >= 0)
      badState('its counts do not fit together');
    const none = min === Number.POSITIVE_INFINITY && max === Number.NEGATIVE_INFINITY;
    if (none !== (nan + infinite === seen) || !(none || min <= max))
      badState('min and max do not fit together');
  }

  /** The next `n` values in row-major order. */
  push(data: ArrayLike<number>, n: number): void {
    this.sum.addAll(data, 0, n);
    let { min, max } = this;
    for (let i = 0; i < n; i++) {
      const x = data[i]!;
      // Nearly all: the rest of the loop is slow beside it.
      if (x > min && x < max) continue;
      if (x - x === 0) {
        min = Math.min(min, x);
        max = Math.max(max, x);
        continue;
      }
      if (this.firstNonFinite < 0) this.firstNonFinite = this.next + i;
      if (Number.isNaN(x)) this.nan++;
      else this.infinite++;
    }
    this.min = min;
    this.max = max;
    const { size, values, next } = this;
    const end = next + n;
    const headEnd = Math.min(end, this.truncated ? HEAD : size);
    for (let at = next; at < headEnd; at++) values[at] = data[at - next]!;
    if (this.truncated)
      for (let at = Math.max(next, size - HEAD); at < end; at++)
        values[at - size + 2 * HEAD] = data[at - next]!;
    this.next = end;
  }

  /**
   * Adds what another state of the same array holds.
   * @throws LossauditError `bad-state` where they have values in common
   */
  merge(other: Recorder): void {
    if (other.shape.join() !== this.shape.join() || other.truncated !== this.truncated)
      badState('it is of another array');
    const own = this.ranges();
    const theirs = other.ranges();
    this.others = union(own, theirs);
    this.start = this.next;
    for (const slot of this.slotsOf(theirs)) this.values[slot] = other.values[slot]!;
    this.sum.merge(other.sum);
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.nan += other.nan;
    this.infinite += other.infinite;
    const first = [this.firstNonFinite, other.firstNonFinite].filter((at) => at >= 0);
    this.firstNonFinite = first.length > 0 ? Math.min(...first) : -1;
  }

  /** The whole state as plain JSON: equal states are written alike, however they came to be. */
  write(): WrittenRecord {
    const ranges = this.ranges();
    return {
      schema: SCHEMA,
      shape: this.shape,
      truncated: this.truncated,
      ranges,
      values: [...this.slotsOf(ranges)].map((slot) => writeNumber(this.values[slot]!)),
      sum: this.sum.write(),
      min: writeNumber(this.min),
      max: writeNumber(this.max),
      nan: this.nan,
      infinite: this.infinite,
      first_non_finite: this.firstNonFinite,
    };
  }

  /** Of the whole array. */
  record(): ArrayRecord {
    if (lengthOf(this.ranges()) !== this.size) throw new Error('values of the array are missing');
    const finite = this.size - this.nan - this.infinite;
    return {
      shape: this.shape,
      values: this.values,
      truncated: this.truncated,
      firstNonFinite: this.firstNonFinite,
      stats: {
        count: this.size,
        min: finite > 0 ? this.min : Number.NaN,
        max: finite > 0 ? this.max : Number.NaN,
        mean: finite > 0 ? this.sum.finite() / finite : Number.NaN,
        nan: this.nan,
        infinite: this.infinite,
      },
    };
  }

  private ranges(): Range[] {
    return union([[this.start, this.next]], this.others);
  }

  /** Where the kept values of these positions stand. */
  private *slotsOf(ranges: readonly Range[]): Generator<number> {
    const tail = this.size - HEAD;
    for (const [from, to] of ranges) {
      for (let at = from; at < Math.min(to, this.truncated ? HEAD : to); at++) yield at;
      if (this.truncated) for (let at = Math.max(from, tail); at < to; at++) yield at - tail + HEAD;
    }
  }
}
