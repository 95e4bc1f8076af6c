/** Why a bar did not print every step. */
import type { Redraw } from '../report/unroll-model.js';
import type { LogSeries, Segment } from './collect.js';

/** Keras draws a bar anew when at least this many seconds have passed (Progbar's `interval`, 1.2 – 3.15). */
const INTERVAL = 0.05;

/** @returns undefined where every step was printed */
export function redrawOf(series: LogSeries, segment: Segment): Redraw | undefined {
  const { table } = series;
  const steps: number[] = [];
  for (let row = segment.from; row < segment.to && steps.length < 100_000; row++) {
    const k = table.step.at(row);
    if (Number.isFinite(k) && k !== steps.at(-1)) steps.push(k);
  }
  if (steps.length < 2) return undefined;
  const unit = series.samplesPerBatch ?? 1;
  const gaps = steps.slice(1).map((k, i) => (k - steps[i]) / unit);
  if (gaps.every((g) => g <= 1)) return undefined;
  // The last step is always printed: its gap says nothing about the clock.
  const every = gaps.length > 1 ? mode(gaps.slice(0, -1)) : undefined;
  const perUnit = table.seconds.at(segment.to - 1);
  const seconds = Number.isFinite(perUnit) && perUnit > 0 ? perUnit * unit : undefined;
  const bar = series.format === 'keras-bar' || series.format === 'keras3-bar';
  const result: Redraw = {
    why: '',
    ...(every !== undefined ? { every } : {}),
    ...(seconds !== undefined ? { milliseconds_per_step: seconds * 1e3 } : {}),
  };
  const few =
    steps.length === 2
      ? `Only ${Math.ceil(steps[0] / unit)} and ${Math.ceil(steps[1] / unit)} are printed`
      : 'Not every step is printed';
  const lines = every === undefined ? few : `Every ${ordinal(every)} step is printed`;
  if (!bar) return { ...result, why: `${lines}.` };
  const redraw = `the bar is redrawn at most every ${INTERVAL} s`;
  if (seconds === undefined) return { ...result, why: `${lines}: ${redraw}.` };
  const step = `a step takes ${duration(seconds)}`;
  const expected = Math.max(1, Math.ceil(INTERVAL / seconds - 1e-9));
  if (every === expected || (every === undefined && expected > 1))
    return { ...result, why: `${lines}: ${redraw}, and ${step}.` };
  if (expected === 1) {
    return { ...result, why: `${lines}, though ${step} and ${redraw}: lines are missing from this log.` };
  }
  const about = `about every ${ordinal(expected)} would be drawn at ${duration(seconds)} a step`;
  return { ...result, why: `${lines}: ${redraw}; ${about}, the mean of the whole epoch.` };
}

/** The most frequent gap, if at least half of the gaps have it. */
function mode(gaps: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const g of gaps) counts.set(g, (counts.get(g) ?? 0) + 1);
  const [gap, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  return count * 2 >= gaps.length && gap > 1 ? gap : undefined;
}

function ordinal(n: number): string {
  const suffix = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
}

function duration(seconds: number): string {
  if (seconds >= 1) return `${Number(seconds.toPrecision(3))} s`;
  return seconds >= 1e-3
    ? `${Number((seconds * 1e3).toPrecision(3))} ms`
    : `${Number((seconds * 1e6).toPrecision(3))} µs`;
}
