/**
 * What the last line of an epoch shows in the bar of Keras 3. From 2.4 on a bar ends with two lines for the last step: the step's own and
 * one with the epoch's numbers. How they differ tells what the bar averages (keras.md, section D).
 */
import { EXACT } from '../logs/line.js';
import type { LogSeries } from './collect.js';
import type { FinalRule, Point } from './decode.js';
import { isEvaluation, isState } from './metric-name.js';
import { pointsOf } from './points.js';
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

/** The line before the last step's, the last step's, the one that ends the epoch. */
interface Ending {
  readonly before: Point;
  readonly step: Point;
  readonly end: Point;
}

/** What all epochs of a metric allow; undefined where no epoch ends with two lines of neighbouring steps. */
function lastLinesOf(series: LogSeries, metric: string): LastLine[] | undefined {
  let possible: readonly LastLine[] | undefined;
  for (let i = 0; i < series.segments; i++) {
    const ending = endingOf(series, series.segment(i), metric);
    if (ending) possible = (possible ?? CANDIDATES).filter((c) => fits(c, ending));
  }
  return possible && [...possible];
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
  const [a, b] = tail.slice(-3);
  if (tail.length === 3 && b.k === end.k && a.k === end.k - 1) return { before: a, step: b, end };
  // Two lines that show the same were merged into one.
  const merged = series.mergedLast.has(segment.to - 1);
  const before = tail.at(-2);
  return merged && before?.k === end.k - 1 ? { before, step: end, end } : undefined;
}

function fits({ averaging, final, extra }: LastLine, { before, step, end }: Ending): boolean {
  const S = end.k;
  const counted = extra ? S / (S + 1) : 1;
  const h = (p: Point) => (p.exponent === EXACT ? 0 : halfUnit(p.exponent)) + Math.abs(p.value) * 2 ** -23;
  if (averaging === 'running') return within(end.value - step.value * counted, h(end) + h(step) * counted);
  // The running average at the end, from two averages of averages.
  const r = (S * step.value - (S - 1) * before.value) * counted;
  const bound = (S * h(step) + (S - 1) * h(before)) * counted;
  if (final === 'exact') return within(end.value - r, bound + h(end));
  return within((S + 1) * end.value - S * step.value - r, (S + 1) * h(end) + S * h(step) + bound);
}

function within(difference: number, bound: number): boolean {
  return Math.abs(difference) <= bound * (1 + 1e-9) + 1e-12;
}
