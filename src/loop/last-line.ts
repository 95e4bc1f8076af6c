/**
 * What the last line of an epoch shows in the bar of Keras 3. From 2.4 on a bar ends with two lines for the last step: the step's own and
 * one with the epoch's numbers. How they differ tells what the bar averages (keras.md, section D).
 */
import { EXACT } from '../logs/line.js';
import type { FinalRule, Point } from './decode.js';
import { canBe } from './marks.js';
import { isEvaluation, isState } from './metric-name.js';
import { pointsOf } from './points.js';
import type { LogSeries } from './series.js';
import { halfUnit } from './table.js';

export interface LastLine {
  readonly averaging: 'running' | 'double';
  /** Of averages of averages. */
  readonly final?: FinalRule;
  /**
   * The epoch's number counts a batch of loss 0 too many: Keras 3 on TensorFlow with data of unknown length (always in 3.0 – 3.1, later
   * where the batches' shape is fixed), up to 3.15 at least.
   */
  readonly extra: boolean;
}

/** The simplest first: a later one counts only where no earlier one fits. */
const CANDIDATES: readonly LastLine[] = [
  { averaging: 'running', extra: false },
  { averaging: 'double', final: 'exact', extra: false },
  { averaging: 'double', final: 'repeat', extra: false },
  { averaging: 'running', extra: true },
  { averaging: 'double', final: 'exact', extra: true },
  { averaging: 'double', final: 'repeat', extra: true },
];

/** The last step's line and the one that ends the epoch. */
interface Ending {
  /** The line before the last step's. */
  readonly before?: Point;
  readonly step: Point;
  readonly end: Point;
  /** Both show the same, though the values of the epoch are far apart: by chance that is rare, twice it is none. */
  readonly alike: boolean;
}

/** What all epochs of a metric allow; undefined where no epoch ends with two lines for its last step. */
function lastLinesOf(series: LogSeries, metric: string): LastLine[] | undefined {
  let possible: readonly LastLine[] | undefined;
  let alike = 0;
  for (let i = 0; i < series.segments; i++) {
    const ending = endingOf(series, series.segment(i), metric);
    if (!ending) continue;
    possible = (possible ?? CANDIDATES).filter((c) => fits(c, ending, metric));
    if (ending.alike) alike++;
  }
  return alike > 1 ? possible?.filter((c) => c.averaging === 'running') : possible && [...possible];
}

/** What the metrics of a series agree on about averaging; undefined where none tells. */
export function averagingOf(series: LogSeries): LastLine['averaging'] | undefined {
  let possible: ReadonlySet<string> = new Set(['running', 'double']);
  let told = false;
  for (const metric of series.table.metrics) {
    if (isEvaluation(metric) || isState(metric)) continue;
    const lines = lastLinesOf(series, metric);
    if (!lines || lines.length === 0) continue;
    const plain = lines.filter((l) => !l.extra);
    const own = new Set((plain.length > 0 ? plain : lines).map((l) => l.averaging));
    told = true;
    possible = new Set([...possible].filter((p) => own.has(p as LastLine['averaging'])));
  }
  if (!told || possible.size !== 1) return undefined;
  return [...possible][0] as LastLine['averaging'];
}

/** The last line of one metric, once it is known what the bar averages. */
export function lastLineOf(
  series: LogSeries,
  metric: string,
  averaging: LastLine['averaging'],
): Pick<LastLine, 'final' | 'extra'> {
  const lines = (lastLinesOf(series, metric) ?? []).filter((l) => l.averaging === averaging);
  const plain = lines.filter((l) => !l.extra);
  const left = plain.length > 0 ? plain : lines;
  if (left.length === 1) return left[0];
  return { extra: plain.length === 0 && lines.length > 0 };
}

function endingOf(
  series: LogSeries,
  segment: { readonly from: number; readonly to: number; readonly total?: number },
  metric: string,
): Ending | undefined {
  const tail = [...pointsOf(series, { from: Math.max(segment.from, segment.to - 3), to: segment.to }, metric)];
  if (!tail.every((p) => Number.isFinite(p.value))) return undefined;
  const end = tail.at(-1);
  if (!end || end.k !== segment.total || end.k < 2) return undefined;
  // Two lines that show the same were merged into one.
  const merged = series.mergedLast.has(segment.to - 1);
  const step = merged ? end : tail.at(-2);
  if (step?.k !== end.k) return undefined;
  const before = tail.at(merged ? -2 : -3);
  const checkable = before?.k === end.k - 1;
  return { before, step, end, alike: merged && !checkable && spreads(series, segment, metric, end) };
}

/** Are the epoch's printed values many units of their last digit apart? */
function spreads(series: LogSeries, segment: { from: number; to: number }, metric: string, end: Point): boolean {
  const rows = { from: segment.from, to: Math.min(segment.to, segment.from + FIRST_ROWS) };
  const unit = end.exponent === EXACT ? Math.abs(end.value) * 2 ** -20 : 10 ** end.exponent;
  return [...pointsOf(series, rows, metric)].some((p) => Math.abs(p.value - end.value) > 20 * unit);
}
const FIRST_ROWS = 8;

function fits({ averaging, final, extra }: LastLine, { before, step, end }: Ending, metric: string): boolean {
  const S = end.k;
  const counted = extra ? S / (S + 1) : 1;
  const h = (p: Point) => (p.exponent === EXACT ? 0 : halfUnit(p.exponent)) + Math.abs(p.value) * 2 ** -23;
  if (averaging === 'running') return within(end.value - step.value * counted, h(end) + h(step) * counted);
  if (!before) {
    if (final !== 'repeat') return true;
    // Averaged once more, the line would end with a running average that this metric cannot have.
    const r = (S + 1) * end.value - S * step.value;
    const error = (S + 1) * h(end) + S * h(step);
    return extra || canBe(metric, r - error, r + error, step.value >= 0 && end.value >= 0);
  }
  // The mean of the running averages since the line before, from two averages of averages: after one step the running average itself.
  const n = S - before.k;
  const r = ((S * step.value - before.k * before.value) / n) * counted;
  const bound = ((S * h(step) + before.k * h(before)) / n) * counted;
  const exact = Math.abs(end.value - r);
  const repeat = Math.abs((S + 1) * end.value - S * step.value - r);
  const exactBound = bound + h(end);
  const repeatBound = (S + 1) * h(end) + S * h(step) + bound;
  if (n === 1) return final === 'exact' ? within(exact, exactBound) : within(repeat, repeatBound);
  // After more, the running average at the end is near that mean: of two ways the one that is far away is not meant.
  const [own, ownBound, other, otherBound] =
    final === 'exact' ? [exact, exactBound, repeat, repeatBound] : [repeat, repeatBound, exact, exactBound];
  return own - ownBound <= FAR * (other + otherBound);
}
/** So many times as far as the other. */
const FAR = 10;

function within(difference: number, bound: number): boolean {
  return Math.abs(difference) <= bound * (1 + 1e-9) + 1e-12;
}
