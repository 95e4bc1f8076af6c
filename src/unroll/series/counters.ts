/** What the counters of a series count: decided once, when all its lines have come. */
import type { LogSeries, Segment } from './series.js';

/** What the user says of an epoch. */
export interface Given {
  readonly samples?: number;
  readonly batchSize?: number;
  /** The version named counts steps, whatever its data are. */
  readonly countsSteps?: boolean;
}

export interface Counters {
  /** Do they count samples? Undefined where nobody says so. */
  readonly samples: boolean | undefined;
  readonly unit: 'step' | 'sample';
  /** Rows a batch, where the counters count samples and show it. */
  readonly samplesPerBatch?: number;
  /** They are one behind. */
  readonly fromZero: boolean;
}

/** Lines of an epoch that are enough to judge it. */
const MANY = 200;
/** So many times the time between two redraws: no batch of such a mean is passed over. */
const MUCH = 8;
/** Multiples of a number among lines of which some were lost: this rare they are no accident. */
const NO_CHANCE = 1e-5;

export function countersOf(series: LogSeries, given: Given): Counters {
  const samples = toldOf(series, given);
  const samplesPerBatch = samples === false ? undefined : batchOf(series, samples === true, given);
  return {
    samples,
    unit: samples || samplesPerBatch !== undefined ? 'sample' : 'step',
    samplesPerBatch,
    fromZero: series.told.zero || series.traits.has('from-zero'),
  };
}

/** What a notice before, the form of the lines or the user says. */
function toldOf(series: LogSeries, given: Given): boolean | undefined {
  if (series.told.samples || series.traits.has('per-sample')) return true;
  if (given.countsSteps) return false;
  if (endsAt(series, given)) return true;
  return given.samples !== undefined && !hasTotal(series, given.samples) ? false : undefined;
}

/** The user says how many samples there are: counters that end there count them. */
function endsAt(series: LogSeries, { samples, batchSize }: Given): boolean {
  // One sample is one step.
  if (samples === undefined || samples === 1 || batchSize === 1 || series.segments === 0) return false;
  if (!series.producer.bar?.mayCountSamples) return false;
  // Where no larger batch divides the counters each is a step's, or a batch of one sample: the same.
  const steps =
    series.traits.has('last-twice') || series.traits.has('unknown-total') || !mayHoldBatches(series);
  return !steps && series.segment(0).total === samples;
}

/** Is an epoch of the series so long? */
function hasTotal(series: LogSeries, total: number): boolean {
  for (let i = 0; i < series.segments; i++) if (series.segment(i).total === total) return true;
  return false;
}

/**
 * As the user says, where the counters agree with it: the first line that a log has left may be that of
 * several batches.
 */
function batchOf(series: LogSeries, told: boolean, { batchSize }: Given): number | undefined {
  const shown = shownBatch(series, told);
  if (shown === undefined || batchSize === undefined) return shown;
  if (shown % batchSize === 0) return batchSize;
  return told ? shown : undefined;
}

/**
 * Rows a batch, where the counters count samples, not steps (Keras up to 2.3 with arrays, TensorFlow 1.13 –
 * 2.1). Nothing in a line says so, but the first line of an epoch is always drawn: after the first batch. A
 * first counter above 1 that all others are multiples of is the batch size. A log may have lost the start of
 * its epochs: two such multiples speak for a batch, or a header right before and a power of two, as batches
 * mostly are, with room for some more, unless the time that a batch takes shows that lines were lost.
 * @param told are they known to count samples?
 */
function shownBatch(series: LogSeries, told: boolean): number | undefined {
  const { bar } = series.producer;
  if (series.kind !== 'progress' || !bar?.mayCountSamples) return undefined;
  const { step } = series.table;
  let first = Number.NaN;
  let multiples = 0;
  let amongLost = 0;
  let begun = false;
  for (let i = 0; i < series.segments; i++) {
    const segment = series.segment(i);
    // A line alone is an epoch's last: it shows no batch.
    if (segment.to - segment.from < 2) continue;
    if (Number.isNaN(first)) first = step.at(segment.from);
    if (!(first > 1) || step.at(segment.from) !== first) return undefined;
    const found = multiplesIn(series, segment, first, bar.seconds);
    if (found === undefined) return undefined;
    const { total, epoch } = segment;
    const headed = epoch !== undefined && total !== undefined && first * 2 <= total;
    const small = total !== undefined && first * 4 <= total && Number.isInteger(Math.log2(first / 8));
    begun ||= told ? (headed && !found.lost) || small : headed && small && !found.lost;
    if (found.lost) amongLost += found.multiples;
    else multiples += found.multiples;
  }
  const chance = first ** -(multiples + amongLost);
  const enough = begun || (told ? multiples + amongLost > 0 : multiples >= 2 || chance < NO_CHANCE);
  return enough && first > 1 ? first : undefined;
}

/** Lines after the first of an epoch whose counter is a multiple of it; undefined where one is none. */
function multiplesIn(
  { table: { step, seconds } }: LogSeries,
  { from, to, total }: Segment,
  first: number,
  redrawn: number,
): { multiples: number; lost: boolean } | undefined {
  // Batches that take so long in the mean are all drawn, or nearly.
  const batch = seconds.at(to - 1) * first;
  const slow = batch >= redrawn;
  const most = batch >= MUCH * redrawn ? first : 2 * first;
  let multiples = 0;
  let lost = false;
  for (let row = from + 1; row < to && row < from + MANY; row++) {
    lost ||= slow && step.at(row) > step.at(row - 1) + most;
    if (step.at(row) === total) continue;
    if (step.at(row) % first !== 0) return undefined;
    multiples++;
  }
  return { multiples, lost };
}

/**
 * A number that the rows of a batch divide, as the counters of an epoch show it: all but the last are
 * multiples of them.
 */
export function divisorOf(series: LogSeries, segment: Segment): number {
  return commonDivisor(series, segment) || (segment.total ?? 1);
}

/** May a number above 1 divide all counters but those of last steps? */
function mayHoldBatches(series: LogSeries): boolean {
  let divisor = 0;
  for (let i = 0; i < series.segments; i++)
    divisor = greatestCommon(divisor, commonDivisor(series, series.segment(i)));
  return divisor !== 1;
}

/** Of the counters before the last step; 0 where there is none. */
function commonDivisor({ table }: LogSeries, { from, to, total }: Segment): number {
  let divisor = 0;
  for (let row = from; row < to; row++) {
    const step = table.step.at(row);
    if (step !== total && step > 0) divisor = greatestCommon(divisor, step);
  }
  return divisor;
}

/** The greatest common divisor; of 0 and a number the number. */
export function greatestCommon(a: number, b: number): number {
  return b === 0 ? a : greatestCommon(b, a % b);
}
