/** Aggregates over the sample axis: states that chunks feed, that merge, and that can be written. */
import type { ReduceOp } from '../../expr/kinds.js';
import { sizeOf } from '../../tensor/ndarray.js';
import { ExactSum } from '../exact-sum.js';
import {
  badState,
  readCount,
  readList,
  readNumber,
  record,
  type WrittenNumber,
  type WrittenSum,
  writeNumber,
} from '../written.js';
import { layout } from './reduce.js';

type Floats = Float64Array | Float32Array;
type Round = (x: number) => number;

const SCHEMA = 'lossaudit/aggregate@1';

/** The written form of an aggregate. */
export interface WrittenAggregate {
  readonly schema: typeof SCHEMA;
  readonly op: ReduceOp;
  /** The first of the positions, among those of the axes that are kept. */
  readonly first: number;
  readonly rows: number;
  /** One for each position: of sums and means `sums`, of extremes `extremes`. */
  readonly sums?: readonly WrittenSum[];
  readonly extremes?: readonly WrittenNumber[];
}

/**
 * The state of one reduction over the sample axis, fed in any split of the rows. It holds one number for each
 * position of the axes that are kept, from `first` on.
 */
export class Aggregate {
  private sums: readonly ExactSum[];
  private extremes: Float64Array;
  private rows = 0;

  /**
   * @param groups for each element of a row the position that it goes to
   * @param first,count the positions that this state holds
   */
  constructor(
    private readonly op: ReduceOp,
    readonly groups: Int32Array,
    private readonly first: number,
    private readonly count: number,
  ) {
    const adds = op === 'sum' || op === 'mean';
    this.sums = Array.from({ length: adds ? count : 0 }, () => new ExactSum());
    this.extremes = new Float64Array(adds ? 0 : count).fill(
      op === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
    );
  }

  /**
   * @param written see `write`; the others as for the constructor
   * @throws LossauditError `bad-state` for what is no state of this reduction
   */
  static from(written: unknown, op: ReduceOp, groups: Int32Array, first: number, count: number): Aggregate {
    const w = record(written, 'an aggregate');
    if (w.schema !== SCHEMA) return badState(`its schema is not ${SCHEMA}`);
    if (w.op !== op || w.first !== first) return badState(`it is not the ${op} from position ${first} on`);
    const state = new Aggregate(op, groups, first, count);
    state.rows = readCount(w.rows, 'rows');
    if (state.sums.length > 0) state.sums = readList(w.sums, count, 'sums').map((sum) => ExactSum.from(sum));
    else
      state.extremes = Float64Array.from(readList(w.extremes, count, 'extremes'), (x) =>
        readNumber(x, 'an extreme'),
      );
    return state;
  }

  /** The whole state as plain JSON: equal states are written alike, however they came to be. */
  write(): WrittenAggregate {
    const { op, first, rows } = this;
    const own =
      this.extremes.length > 0
        ? { extremes: Array.from(this.extremes, writeNumber) }
        : { sums: this.sums.map((sum) => sum.write()) };
    return { schema: SCHEMA, op, first, rows, ...own };
  }

  /** Adds the rows of another state of the same reduction. */
  merge(other: Aggregate): void {
    if (other.op !== this.op || other.first !== this.first || other.count !== this.count)
      badState(`it is not the ${this.op} from position ${this.first} on`);
    this.rows += other.rows;
    this.sums.forEach((sum, i) => {
      sum.merge(other.sums[i]!);
    });
    const pick = this.op === 'max' ? Math.max : Math.min;
    this.extremes = this.extremes.map((x, i) => pick(x, other.extremes[i]!));
  }

  /** The next rows, in row-major order. */
  push(data: ArrayLike<number>, rows: number): void {
    const size = this.groups.length;
    this.rows += rows;
    const [sum] = this.sums;
    if (sum && this.sums.length === 1 && this.first === 0) {
      sum.addAll(data, 0, rows * size);
      return;
    }
    const pick = this.op === 'max' ? Math.max : Math.min;
    for (let row = 0, at = 0; row < rows; row++) {
      for (let i = 0; i < size; i++, at++) {
        const group = this.groups[i]! - this.first;
        if (this.sums.length > 0) this.sums[group]?.add(data[at]!);
        else if (group >= 0 && group < this.extremes.length)
          this.extremes[group] = pick(this.extremes[group]!, data[at]!);
      }
    }
  }

  /**
   * @param each elements of a row for each position
   * @param roundSum the rounding of the sum, `round` of what is given back: a mean's quotient
   */
  writeTo(out: Floats, each: number, round: Round, roundSum: Round): void {
    for (let i = 0; i < this.extremes.length; i++) out[this.first + i] = this.extremes[i]!;
    for (let i = 0; i < this.sums.length; i++) {
      out[this.first + i] = fromSum(this.op, this.sums[i]!.value(), this.rows * each, round, roundSum);
    }
  }
}

/** What a sum or a mean of so many elements is, once they are added up. */
export function fromSum(op: ReduceOp, total: number, count: number, round: Round, roundSum: Round): number {
  return op === 'mean' ? round(roundSum(total) / count) : round(total);
}

/**
 * For each element of a row (of this shape without the sample axis) its position among the axes that are
 * kept.
 */
export function groupsOf(shape: readonly number[], axes: readonly number[]): Int32Array {
  const kept = shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const groups = new Int32Array(sizeOf(shape));
  if (kept.length === 0) return groups;
  const { offsets, inner } = layout(shape, axes);
  offsets.forEach((offset, group) => {
    for (const i of inner) groups[offset + i] = group;
  });
  return groups;
}
