/** Why a bar did not print every step. */
import type { Redraw } from '../report/unroll-model.js';
import { KERAS_BARS, type LogSeries, type Segment } from './series.js';

/** Keras draws a bar anew when at least this many seconds have passed (Progbar's `interval`, 1.2.2 – 3.15; 0.01 up to 1.2.1). */
const INTERVAL = 0.05;

/** Gaps so many times as long as the clock makes them were made by something else. */
const LOST = 5;

/** @returns undefined where every step was printed */
export function redrawOf(series: LogSeries, segment: Segment): Redraw | undefined {
  const { table } = series;
  const steps: number[] = [];
  for (let row = segment.from; row < segment.to && steps.length < 100_000; row++) {
    const k = table.step.at(row);
    if (Number.isFinite(k) && k !== steps.at(-1)) steps.push(k);
  }
  if (steps.length < 2) return undefined;
  const perBatch = series.samplesPerBatch;
  const unit = perBatch ?? 1;
  const noun = series.unit === 'step' ? 'step' : perBatch === undefined ? 'sample' : 'batch';
  const gaps = steps.slice(1).map((k, i) => (k - steps[i]) / unit);
  if (gaps.every((g) => g <= 1)) return undefined;
  const { every, regular } = periodOf(gaps, steps[steps.length - 1] === segment.total);
  const perUnit = timeOf(series, segment);
  const seconds = Number.isFinite(perUnit) && perUnit > 0 ? perUnit * unit : undefined;
  const bar = KERAS_BARS.has(series.format);
  const result: Redraw = {
    why: '',
    ...(every !== undefined ? { every } : {}),
    ...(seconds !== undefined ? { milliseconds_per_step: seconds * 1e3 } : {}),
  };
  // Of samples whose batch is not known, lines are all that can be counted.
  const counted = noun === 'sample' ? 'line' : noun;
  const few = steps.length === 2 ? `Only two ${plural(counted)} are printed` : `Not every ${counted} is printed`;
  const lines =
    every === undefined ? few : `${regular ? 'Every' : 'Mostly every'} ${ordinal(every)} ${noun} is printed`;
  if (!bar) return { ...result, why: `${lines}.` };
  const old = series.traits.has('elapsed-only') ? ' (0.01 s up to Keras 1.2.1)' : '';
  const redraw = `the bar is redrawn at most every ${INTERVAL} s${old}`;
  if (seconds === undefined || (perBatch === undefined && noun === 'sample'))
    return { ...result, why: `${lines}: ${redraw}.` };
  const step = `a ${noun} takes ${duration(seconds)}`;
  const expected = Math.max(1, Math.ceil(INTERVAL / seconds - 1e-9));
  // The first batch is always drawn: a log that begins later has lost its start.
  const lost = Math.max(steps[0] / unit - 1, ...gaps) > LOST * expected;
  if (every === expected || (every === undefined && expected > 1 && !lost))
    return { ...result, why: `${lines}: ${redraw}, and ${step}.` };
  // The time of the last line is the mean of all that an epoch does: at its start a model is compiled, at its end validated.
  const long = every !== undefined && every * seconds > LOST * 2 * INTERVAL;
  if (every !== undefined && expected === 1 && !long)
    return { ...result, why: `${lines}: ${redraw}; ${step} in the mean, with what begins and ends an epoch.` };
  if (expected === 1 || (every === undefined && lost)) {
    return { ...result, why: `${lines}, though ${step} and ${redraw}: lines are missing from this log.` };
  }
  const about = `about every ${ordinal(expected)} would be drawn at ${duration(seconds)} a ${noun}`;
  return { ...result, why: `${lines}: ${redraw}; ${about}, the mean of the whole epoch.` };
}

/** Seconds a step: in Keras 3 each line tells, and those before the last are free of what begins and ends an epoch. */
function timeOf({ table, format }: LogSeries, { from, to }: Segment): number {
  const last = table.seconds.at(to - 1);
  if (format !== 'keras3-bar') return last;
  const between: number[] = [];
  for (let row = from + 1; row < to - 1 && between.length < 1000; row++) between.push(table.seconds.at(row));
  const known = between.filter((x) => x > 0).sort((a, b) => a - b);
  return known.length > 0 ? known[Math.floor(known.length / 2)] : last;
}

/**
 * The gap that at least half of the lines keep. The last step of an epoch is printed whenever it comes: a last gap that is shorter says
 * nothing.
 */
function periodOf(gaps: readonly number[], ended: boolean): { every?: number; regular: boolean } {
  const last = gaps[gaps.length - 1];
  const counts = new Map<number, number>();
  for (const g of gaps.slice(0, -1)) counts.set(g, (counts.get(g) ?? 0) + 1);
  const [gap, often] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  const regular = often === gaps.length - 1 && (last === gap || (ended && last < gap));
  const count = often + (last === gap ? 1 : 0);
  // One gap alone is no rule.
  if (gap <= 1 || count < 2 || often * 2 < gaps.length - 1) return { regular };
  return { every: gap, regular };
}

function plural(noun: string): string {
  return noun === 'batch' ? 'batches' : `${noun}s`;
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
