/** Sums, means, extremes over axes of one array in memory; aggregates over the sample axis that chunks feed. */
import type { NodeOf, ReduceOp, SumOrder } from '../../expr/kinds.js';
import { sizeOf } from '../../tensor/ndarray.js';
import { ExactSum } from '../exact-sum.js';

type Floats = Float64Array | Float32Array;
type Round = (x: number) => number;

/**
 * The state of one reduction over the sample axis, fed in any split of the rows. It holds one number for each position of the axes that
 * are kept, from `first` on.
 */
export class Aggregate {
  private readonly sums: readonly ExactSum[];
  private readonly extremes: Float64Array;
  private rows = 0;

  /**
   * @param groups for each element of a row the position that it goes to
   * @param first,count the positions that this state holds
   */
  constructor(
    private readonly op: ReduceOp,
    private readonly groups: Int32Array,
    private readonly first: number,
    count: number,
  ) {
    const adds = op === 'sum' || op === 'mean';
    this.sums = Array.from({ length: adds ? count : 0 }, () => new ExactSum());
    this.extremes = new Float64Array(adds ? 0 : count).fill(
      op === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
    );
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
      const total = this.sums[i]!.value();
      out[this.first + i] = this.op === 'mean' ? round(roundSum(total) / (this.rows * each)) : round(total);
    }
  }
}

/** For each element of a row (of this shape without the sample axis) its position among the axes that are kept. */
export function groupsOf(shape: readonly number[], axes: readonly number[]): Int32Array {
  const kept = shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const groups = new Int32Array(sizeOf(shape));
  const { offsets, inner } = layout(shape, axes);
  if (kept.length === 0) return groups;
  offsets.forEach((offset, group) => {
    for (const i of inner) groups[offset + i] = group;
  });
  return groups;
}

/**
 * Reduces `axes` of a row-major array into `out`. Sums are compensated (Neumaier), so that a float64 sum of a row is
 * right to the last digit or nearly so, whatever the order. Those of float32 round after every addend, as the frameworks' do.
 */
export function reduceInto(
  { op, axes, order }: NodeOf<'reduce'>,
  data: ArrayLike<number>,
  shape: readonly number[],
  out: Floats,
  round: Round,
  roundSum: Round,
): void {
  const { offsets, inner } = layout(shape, axes);
  const n = inner.length;
  for (let o = 0; o < offsets.length; o++) {
    const base = offsets[o]!;
    if (op === 'max' || op === 'min') {
      const pick = op === 'max' ? Math.max : Math.min;
      let best = op === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
      for (let i = 0; i < n; i++) best = pick(best, data[base + inner[i]!]!);
      out[o] = best;
      continue;
    }
    if (roundSum === Math.fround) {
      const total = floatSum(data, base, inner, order);
      out[o] = op === 'mean' ? round(total / n) : round(total);
      continue;
    }
    let sum = n > 0 ? data[base + inner[0]!]! : 0;
    let lost = 0;
    for (let i = 1; i < n; i++) {
      const x = data[base + inner[i]!]!;
      const t = sum + x;
      lost += Math.abs(sum) >= Math.abs(x) ? sum - t + x : x - t + sum;
      sum = t;
    }
    // An infinite sum has no compensation; −0 keeps its sign.
    const total = roundSum(Number.isFinite(sum) && lost !== 0 ? sum + lost : sum);
    out[o] = op === 'mean' ? round(total / n) : total;
  }
}

/** Lanes of the processor's registers as the wheels use them: a row shorter than that is added up one by one. */
const LANES: Readonly<Record<SumOrder, number>> = { eigen: 8, aten: 16 };

/**
 * The float32 sum of one row: a partial sum for each lane, then these by halves. Eigen adds up what does not fill the lanes apart, ATen adds it
 * to the lanes. Crossentropies near 0 are as large as the last place of their sum: they show the order.
 */
function floatSum(data: ArrayLike<number>, base: number, inner: ArrayLike<number>, order?: SumOrder): number {
  const n = inner.length;
  const lanes = order ? LANES[order] : n + 1;
  const whole = n < lanes ? 0 : order === 'aten' ? n : n - (n % lanes);
  if (whole === n) return n === 0 ? 0 : laneSum(data, base, inner, lanes, n);
  // −0 keeps its sign.
  let rest = Math.fround(data[base + inner[whole]!]!);
  for (let i = whole + 1; i < n; i++) rest = Math.fround(rest + data[base + inner[i]!]!);
  return whole === 0 ? rest : Math.fround(rest + laneSum(data, base, inner, lanes, whole));
}

/** Of one row at a time. */
const partial = new Float32Array(Math.max(...Object.values(LANES)));

function laneSum(data: ArrayLike<number>, base: number, inner: ArrayLike<number>, lanes: number, to: number): number {
  for (let i = 0; i < lanes; i++) partial[i] = data[base + inner[i]!]!;
  for (let i = lanes; i < to; i++) partial[i % lanes]! += data[base + inner[i]!]!;
  for (let half = lanes / 2; half >= 1; half /= 2) for (let i = 0; i < half; i++) partial[i]! += partial[i + half]!;
  return partial[0]!;
}

/** Offsets of the kept positions, and of the reduced ones relative to them. */
export function layout(
  shape: readonly number[],
  axes: readonly number[],
): { offsets: Float64Array; inner: Float64Array } {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  const kept = shape.map((_, i) => i).filter((i) => !axes.includes(i));
  return { offsets: offsetsOf(shape, strides, kept), inner: offsetsOf(shape, strides, axes) };
}

function offsetsOf(shape: readonly number[], strides: readonly number[], axes: readonly number[]): Float64Array {
  const out = new Float64Array(sizeOf(axes.map((a) => shape[a]!)));
  let filled = 1;
  for (const axis of axes) {
    // Each axis multiplies what is there, outer axes varying slowest.
    for (let i = filled - 1; i >= 0; i--) {
      for (let j = shape[axis]! - 1; j >= 0; j--) out[i * shape[axis]! + j] = out[i]! + j * strides[axis]!;
    }
    filled *= shape[axis]!;
  }
  return out;
}
