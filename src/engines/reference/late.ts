/** What follows for a product when its scalars are known: may they be taken out, and what is its record? */
import type { Expr } from '../../expr/node.js';
import type { Arithmetic } from '../../tensor/ndarray.js';
import type { Factor } from '../hoist.js';
import { byMagnitude } from '../largest.js';
import { bare, type LateRoot, rowSizeOf } from '../plan.js';
import { type ArrayRecord, HEAD, KEEP } from '../record.js';
import type { ChunkValues } from './chunk.js';
import type { Magnitude, PassState } from './state.js';

/** The largest finite number. */
const LARGEST: Readonly<Record<Arithmetic, number>> = {
  float64: Number.MAX_VALUE,
  float32: 2 ** 128 - 2 ** 104,
  // Nothing is taken out there.
  float16: 0,
  bfloat16: 0,
};

/** A number times and over the scalars, in their order; in doubles. */
export function scaled(x: number, factors: readonly Factor[], values: ChunkValues): number {
  return factors.reduce(
    (y, { by, divides }) => (divides ? y / scalar(by, values) : y * scalar(by, values)),
    x,
  );
}

function scalar(e: Expr, values: ChunkValues): number {
  return values.wholeOf(e).data[0]!;
}

/**
 * Without the scalars the same elements are finite, and as many are 0: no scalar is 0, infinite or NaN, and
 * no product of anything that is multiplied can overflow, in whatever order.
 */
export function mayBeTakenOut(
  { factors, border }: Pick<LateRoot, 'factors' | 'border'>,
  dtype: Arithmetic,
  values: ChunkValues,
  magnitudeOf: (e: Expr) => Magnitude,
): boolean {
  // Sums along a row are of no more elements than its widest array has.
  let bound = Math.max(1, ...border.map(rowSizeOf));
  for (const { by } of factors) {
    const size = Math.abs(scalar(by, values));
    if (!(size > 0 && size < Number.POSITIVE_INFINITY)) return false;
    bound *= Math.max(size, 1 / size);
  }
  for (const e of border) {
    const { largest, infinite } = e.byRow ? magnitudeOf(e) : magnitude(values.wholeOf(e).data);
    if (infinite && border.length > 1) return false;
    bound *= Math.max(1, largest);
  }
  return bound < LARGEST[dtype];
}

function magnitude(data: ArrayLike<number>): Magnitude {
  const found = { largest: 0, infinite: false };
  for (let i = 0; i < data.length; i++) {
    const x = Math.abs(data[i]!);
    if (x === Number.POSITIVE_INFINITY) found.infinite = true;
    else if (x > found.largest) found.largest = x;
  }
  return found;
}

interface AskedLate {
  readonly state: PassState;
  /** What the state keeps rows of. */
  readonly frontier: readonly Expr[];
  readonly keep: number;
  readonly largest: boolean;
}

/**
 * The record of a product: its statistics from those without scalars, its values from the rows that were
 * kept.
 * @param keep,largest see Asked
 * @returns undefined where its mean is not finite though its values are
 */
export function lateRecord(
  { e, early, factors }: LateRoot,
  { state, frontier, keep, largest }: AskedLate,
  values: ChunkValues,
): ArrayRecord | undefined {
  const { rows, parts } = state.kept.collected();
  values.startGiven(rows.length, new Map(frontier.map((f, i) => [f, parts[i]!])));
  const { data } = values.chunkOf(e);
  const size = rowSizeOf(e);
  const places = new Map(rows.map((row, i) => [row, i]));
  const at = (flat: number) => data[places.get(Math.floor(flat / size))! * size + (flat % size)]!;
  const plain = state.recorderOf(bare(early));
  const { stats, firstNonFinite } = plain.record();
  const finite = stats.count - stats.nan - stats.infinite;
  const mean = finite > 0 ? scaled(plain.sum.finite(), factors, values) / finite : Number.NaN;
  if (finite > 0 && !Number.isFinite(mean)) return undefined;
  const shown = e.size > KEEP ? ends(e.size) : Array.from({ length: e.size }, (_, i) => i);
  const truncated = e.size > Math.max(keep, 2 * HEAD);
  const extremes = [...state.extremesOf(bare(early)), ...shown].map(at).filter(Number.isFinite);
  return {
    shape: e.shape,
    // Values in the middle that are asked for come in a pass of their own.
    values: Float64Array.from(truncated ? ends(e.size) : shown, at),
    truncated,
    firstNonFinite,
    stats: {
      ...stats,
      min: finite > 0 ? Math.min(...extremes) : Number.NaN,
      max: finite > 0 ? Math.max(...extremes) : Number.NaN,
      mean,
    },
    ...(largest && {
      largest: byMagnitude(state.largest!.entries.map(({ index }) => ({ index, value: at(index) }))),
    }),
  };
}

function ends(size: number): number[] {
  return Array.from({ length: 2 * HEAD }, (_, i) => (i < HEAD ? i : size - 2 * HEAD + i));
}
