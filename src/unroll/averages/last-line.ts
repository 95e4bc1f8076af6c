/**
 * What the last line of an epoch shows where a bar ends with two lines for the last step: the step's own and
 * one with the epoch's numbers (Keras from 2.4 on). How they differ tells what the bar averages (keras.md,
 * section D).
 */
import { pointsOf } from '../series/points.js';
import type { LogSeries } from '../series/series.js';
import { halfUnit } from '../series/table.js';
import type { Point } from './decode.js';
import type { EpochEnd } from './decode-double.js';
import { canBe } from './marks.js';

export interface LastLine {
  readonly averaging: 'running' | 'double';
  /** Of averages of averages. */
  readonly final?: EpochEnd;
  /**
   * The epoch's number counts a batch of loss 0 too many: Keras 3 on TensorFlow with data of unknown length
   * (always in 3.0 – 3.1, later where the batches' shape is fixed), up to 3.15 at least.
   */
  readonly extra: boolean;
}

/** The last step's line and the one that ends the epoch. */
interface Ending {
  /** The line before the last step's. */
  readonly before?: Point;
  readonly step: Point;
  readonly end: Point;
}

/**
 * Of the ways in which lines may end, those that the epochs `from` … `to` (excluded) of a metric allow:
 * perhaps none.
 */
export function waysLeft<W extends LastLine>(
  series: LogSeries,
  { from, to }: { readonly from: number; readonly to: number },
  metric: string,
  ways: readonly W[],
): readonly W[] {
  let possible = ways;
  for (let i = from; i < to && possible.length > 0; i++) {
    const ending = endingOf(series, series.segment(i), metric);
    if (ending) possible = possible.filter((w) => fits(w, ending, metric));
  }
  return possible;
}

function endingOf(
  series: LogSeries,
  segment: { readonly from: number; readonly to: number; readonly total?: number },
  metric: string,
): Ending | undefined {
  const tail = [
    ...pointsOf(series, { from: Math.max(segment.from, segment.to - 3), to: segment.to }, metric),
  ];
  if (!tail.every((p) => Number.isFinite(p.value))) return undefined;
  const end = tail.at(-1);
  if (!end || end.k !== segment.total) return undefined;
  // Two lines that show the same were merged into one.
  const merged = series.mergedLast.has(segment.to - 1);
  const step = merged ? end : tail.at(-2);
  if (step?.k !== end.k) return undefined;
  const before = tail.at(merged ? -2 : -3);
  return { before, step, end };
}

function fits({ averaging, final, extra }: LastLine, { before, step, end }: Ending, metric: string): boolean {
  const S = end.k;
  const counted = extra ? S / (S + 1) : 1;
  // Roundings of float32 sums: two at each step at the most.
  const h = (p: Point) => halfUnit(p.exponent) + Math.abs(p.value) * 2 ** -22;
  if (averaging === 'running') return within(end.value - step.value * counted, h(end) + h(step) * counted);
  if (S === 1) {
    const last = final === 'repeat' ? (step.value + step.value * counted) / 2 : step.value * counted;
    return within(end.value - last, h(end) + h(step));
  }
  // After more than one step the running average at the end may be any: only what no metric can be excludes a
  // way.
  if (before?.k !== S - 1) {
    if (final !== 'repeat') return true;
    const r = (S + 1) * end.value - S * step.value;
    const error = (S + 1) * h(end) + S * h(step);
    return canBe(metric, r - error, r + error, false);
  }
  // Two averages of averages, one step apart, give the running average.
  const r = (S * step.value - before.k * before.value) * counted;
  const bound = (S * h(step) + before.k * h(before)) * counted;
  if (final === 'exact') return within(end.value - r, bound + h(end));
  return within((S + 1) * end.value - S * step.value - r, (S + 1) * h(end) + S * h(step) + bound);
}

function within(difference: number, bound: number): boolean {
  return Math.abs(difference) <= bound * (1 + 1e-9) + 1e-12;
}
