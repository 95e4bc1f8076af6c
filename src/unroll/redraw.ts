/** Why a bar did not print every step. */
import type { Redraw } from '../report/unroll/model.js';
import { wordFor } from '../text/sentence.js';
import { KERAS_BARS, type LogSeries, REDRAW_SECONDS, type Segment } from './series/series.js';

/** Gaps so many times as long as the clock makes them were perhaps made by something else. */
const LOST = 5;

/** @returns undefined where every step was printed */
export function redrawOf(series: LogSeries, segment: Segment): Redraw | undefined {
  const steps = countersOf(series, segment);
  if (steps.length < 2) return undefined;
  const perBatch = series.samplesPerBatch;
  const unit = perBatch ?? 1;
  const gaps = steps.slice(1).map((k, i) => (k - steps[i]!) / unit);
  if (gaps.every((g) => g <= 1)) return undefined;
  const period = periodOf(gaps, steps[steps.length - 1] === segment.total);
  const perUnit = timeOf(series, segment) * unit;
  const numbers = {
    ...(period.every !== undefined ? { every: period.every } : {}),
    ...(perUnit > 0 ? { milliseconds_per_step: perUnit * 1e3 } : {}),
  };
  if (!KERAS_BARS.has(series.format)) return { why: `${linesText(steps, period, series.unit)}.`, ...numbers };
  const old = series.traits.has('elapsed-only') ? ' (0.01 s up to Keras 1.2.1)' : '';
  const redraw = `the bar is redrawn at most every ${REDRAW_SECONDS} s${old}`;
  // The first batch is always drawn, but on jax (Keras 3), whose updates overtake each other; where several batches run at once
  // (steps_per_execution) all counters are multiples of the first.
  const begun = series.format === 'keras-bar' && steps.some((k) => k !== segment.total && k % steps[0]! !== 0);
  const start = begun ? ' The first lines of this epoch are missing.' : '';
  if (perBatch === undefined && series.mayCountSamples(steps[0]!))
    return { why: openText(steps, segment, redraw) + start };
  const noun = perBatch === undefined ? 'step' : 'batch';
  const lines = linesText(steps, period, noun);
  const time = perUnit > 0 ? timeText(gaps, period.every, perUnit, noun, redraw) : `: ${redraw}.`;
  return { why: lines + time + start, ...numbers };
}

function countersOf({ table }: LogSeries, { from, to }: Segment): number[] {
  const steps: number[] = [];
  for (let row = from; row < to && steps.length < 100_000; row++) {
    const k = table.step.at(row);
    if (Number.isFinite(k) && k !== steps.at(-1)) steps.push(k);
  }
  return steps;
}

/** Different steps that an epoch's lines show; undefined where their counters may count samples. */
export function stepsOf(series: LogSeries, { from, to, total }: Segment): number | undefined {
  const { step } = series.table;
  let count = 0;
  for (let row = from; row < to; row++) if (row === from || step.at(row) !== step.at(row - 1)) count++;
  const samples = step.at(from) !== total && series.mayCountSamples(step.at(from));
  return samples ? undefined : count;
}

/** What is sure where the counters may count samples of batches whose size is not known. */
function openText(steps: readonly number[], { total }: Segment, redraw: string): string {
  const first = steps[0]!;
  // A batch's size divides every counter but the last.
  const size = steps.every((k) => k === total || k % first === 0) ? first : undefined;
  const every = steps.slice(1).every((k, i) => k - steps[i]! === size || (k === total && k - steps[i]! <= (size ?? 0)));
  const samples = size === undefined ? 'samples' : `samples in batches of ${size}${every ? ', each printed' : ''}`;
  return `The counters are ${samples}, or steps of which not every one is printed: ${redraw}.`;
}

function linesText(steps: readonly number[], { every, regular }: Period, noun: string): string {
  if (every !== undefined) return `${regular ? 'Every' : 'Mostly every'} ${ordinal(every)} ${noun} is printed`;
  // Of samples whose batch is not known, lines are all that can be counted.
  const counted = noun === 'sample' ? 'line' : noun;
  return steps.length === 2 ? `Only two ${wordFor(2, counted)} are printed` : `Not every ${counted} is printed`;
}

/** Does the time of a step explain the gaps? It is a mean: what begins and ends an epoch, a new compilation or a validation, is in it. */
function timeText(
  gaps: readonly number[],
  every: number | undefined,
  seconds: number,
  noun: string,
  redraw: string,
): string {
  const step = `a ${noun} takes ${duration(seconds)}`;
  const expected = Math.max(1, Math.ceil(REDRAW_SECONDS / seconds - 1e-9));
  if (every === expected) return `: ${redraw}, and ${step}.`;
  if (Math.max(...gaps) > LOST * expected)
    return `, though ${step} in the mean and ${redraw}: perhaps lines are missing from this log, or a few ${wordFor(2, noun)} took most of the time.`;
  if (expected === 1) return `: ${redraw}; ${step} in the mean, with what begins and ends an epoch.`;
  if (every === undefined) return `: ${redraw}, and ${step}.`;
  const about = `about every ${ordinal(expected)} would be drawn at ${duration(seconds)} a ${noun}`;
  return `: ${redraw}; ${about}, the mean of the whole epoch.`;
}

/** Seconds a step: in Keras 3 each line tells, and those before the last are free of what begins and ends an epoch. */
function timeOf({ table, format }: LogSeries, { from, to }: Segment): number {
  const last = table.seconds.at(to - 1);
  if (format !== 'keras3-bar') return last;
  const between: number[] = [];
  for (let row = from + 1; row < to - 1 && between.length < 1000; row++) between.push(table.seconds.at(row));
  const known = between.filter((x) => x > 0).sort((a, b) => a - b);
  return known.length > 0 ? known[Math.floor(known.length / 2)]! : last;
}

interface Period {
  readonly every?: number;
  readonly regular: boolean;
}

/**
 * The gap that at least half of the lines keep. The last step of an epoch is printed whenever it comes: a last gap that is shorter says
 * nothing.
 */
function periodOf(gaps: readonly number[], ended: boolean): Period {
  const last = gaps[gaps.length - 1]!;
  const counts = new Map<number, number>();
  for (const g of gaps.slice(0, -1)) counts.set(g, (counts.get(g) ?? 0) + 1);
  const [gap, often] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  const regular = often === gaps.length - 1 && (last === gap || (ended && last < gap));
  const count = often + (last === gap ? 1 : 0);
  // One gap alone is no rule.
  if (gap <= 1 || count < 2 || often * 2 < gaps.length - 1) return { regular };
  return { every: gap, regular };
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
