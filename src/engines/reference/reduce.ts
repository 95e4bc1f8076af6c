/** Sums, means, extremes over axes of one array in memory. */
import type { NodeOf, SumOrder } from '../../expr/kinds.js';
import { sameShape } from '../../expr/shapes.js';
import { sizeOf } from '../../tensor/ndarray.js';

type Floats = Float64Array | Float32Array;
type Round = (x: number) => number;

/**
 * Reduces `axes` of a row-major array into `out`. Sums are compensated (Neumaier), so that a float64 sum of a
 * row is right to the last digit or nearly so, whatever the order. Those of float32 round after every addend,
 * as the frameworks' do.
 */
export function reduceInto(
  { op, axes, order }: NodeOf<'reduce'>,
  data: ArrayLike<number>,
  shape: readonly number[],
  out: Floats,
  round: Round,
  roundSum: Round,
): void {
  const { offsets, inner } = keptLayout(shape, axes);
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
    if (roundSum === Math.fround && order !== 'doubles') {
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

type LaneOrder = Exclude<SumOrder, 'doubles'>;

/**
 * Lanes of the processor's registers as the wheels use them: a row shorter than that is added up one by one.
 */
const LANES: Readonly<Record<LaneOrder, number>> = { eigen: 8, aten: 16 };

/**
 * The float32 sum of one row: a partial sum for each lane, then these by halves. Eigen adds up what does not
 * fill the lanes apart, ATen adds it to the lanes. Crossentropies near 0 are as large as the last place of
 * their sum: they show the order.
 */
function floatSum(
  data: ArrayLike<number>,
  base: number,
  inner: ArrayLike<number>,
  order?: LaneOrder,
): number {
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

function laneSum(
  data: ArrayLike<number>,
  base: number,
  inner: ArrayLike<number>,
  lanes: number,
  to: number,
): number {
  for (let i = 0; i < lanes; i++) partial[i] = data[base + inner[i]!]!;
  for (let i = lanes; i < to; i++) partial[i % lanes]! += data[base + inner[i]!]!;
  for (let half = lanes / 2; half >= 1; half /= 2)
    for (let i = 0; i < half; i++) partial[i]! += partial[i + half]!;
  return partial[0]!;
}

/** Of a node's axes the last layout, where it is small: batches and the audits of a `check` have the same. */
const layouts = new WeakMap<
  readonly number[],
  { readonly shape: readonly number[]; readonly made: Layout }
>();
const MOST_KEPT = 2048;

function keptLayout(shape: readonly number[], axes: readonly number[]): Layout {
  const before = layouts.get(axes);
  if (before && sameShape(before.shape, shape)) return before.made;
  const made = layout(shape, axes);
  if (made.offsets.length <= MOST_KEPT) layouts.set(axes, { shape, made });
  return made;
}

interface Layout {
  readonly offsets: Float64Array;
  readonly inner: Float64Array;
}

/** Offsets of the kept positions, and of the reduced ones relative to them. */
export function layout(shape: readonly number[], axes: readonly number[]): Layout {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i]!;
  }
  const kept = shape.map((_, i) => i).filter((i) => !axes.includes(i));
  return { offsets: offsetsOf(shape, strides, kept), inner: offsetsOf(shape, strides, axes) };
}

function offsetsOf(
  shape: readonly number[],
  strides: readonly number[],
  axes: readonly number[],
): Float64Array {
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
