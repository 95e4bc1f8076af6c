/** Why a bar did not print every step. */
import type { Redraw, RedrawTime } from '../report/unroll/model.js';
import type { LogSeries, Segment } from './series/series.js';

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
  const { bar } = series.producer;
  if (!bar) return { ...linesOf(steps, period), noun: series.unit, ...numbers };
  const sooner = series.traits.has(bar.sooner.trait) ? { sooner: bar.sooner } : {};
  const clock = { seconds: bar.seconds, ...sooner };
  // Where several batches run at once (steps_per_execution) all counters are multiples of the first.
  const begun = bar.drawsFirst && steps.some((k) => k !== segment.total && k % steps[0]! !== 0);
  const missing = begun ? { first_missing: true } : {};
  if (perBatch === undefined && series.mayCountSamples(steps[0]!))
    return { ...openLines(steps, segment), noun: 'sample', clock, ...missing };
  const noun = perBatch === undefined ? 'step' : 'batch';
  const time = perUnit > 0 ? { time: timeSaid(gaps, period.every, perUnit, bar.seconds) } : {};
  return { ...linesOf(steps, period), noun, clock, ...time, ...missing, ...numbers };
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
function openLines(steps: readonly number[], { total }: Segment): Pick<Redraw, 'lines' | 'batch'> {
  const first = steps[0]!;
  // A batch's size divides every counter but the last.
  if (!steps.every((k) => k === total || k % first === 0)) return { lines: 'samples or steps' };
  const each = steps
    .slice(1)
    .every((k, i) => k - steps[i]! === first || (k === total && k - steps[i]! <= first));
  return { lines: 'samples or steps', batch: { size: first, each } };
}

function linesOf(steps: readonly number[], { every, regular }: Period): Pick<Redraw, 'lines'> {
  if (every !== undefined) return { lines: regular ? 'every' : 'mostly every' };
  return { lines: steps.length === 2 ? 'two' : 'not every' };
}

/**
 * Does the time of a step explain the gaps? It is a mean: what begins and ends an epoch, a new compilation or
 * a validation, is in it.
 */
function timeSaid(
  gaps: readonly number[],
  every: number | undefined,
  seconds: number,
  interval: number,
): RedrawTime {
  const expected = Math.max(1, Math.ceil(interval / seconds - 1e-9));
  const said = (says: RedrawTime['says']) => ({ says, seconds, expected });
  if (every === expected) return said('explains');
  if (Math.max(...gaps) > LOST * expected) return said('too long');
  if (expected === 1) return said('with its ends');
  return said(every === undefined ? 'explains' : 'about');
}

/**
 * Seconds a step: those before the last line are free of what begins and ends an epoch, where each line
 * tells.
 */
function timeOf({ table, producer }: LogSeries, { from, to }: Segment): number {
  const last = table.seconds.at(to - 1);
  if (!producer.bar?.timesOnEach) return last;
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
 * The gap that at least half of the lines keep. The last step of an epoch is printed whenever it comes: a
 * last gap that is shorter says nothing.
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
