/** What the counters of a series count: decided once, when all its lines have come. */
import type { LogSeries, Segment } from './series.js';

/** What the user says of an epoch. */
export interface Given {
  readonly samples?: number;
  readonly batchSize?: number;
}

export interface Counters {
  readonly unit: 'step' | 'sample';
  /** Rows a batch, where the counters count samples and show it. */
  readonly samplesPerBatch?: number;
  /** They are one behind. */
  readonly fromZero: boolean;
}

/** Lines of an epoch that are enough to judge it. */
const MANY = 200;

export function countersOf(series: LogSeries, given: Given): Counters {
  const { traits, told } = series;
  const samples = told.samples || traits.has('per-sample') || endsAt(series, given);
  const samplesPerBatch = batchOf(series, samples);
  return {
    unit: samples || samplesPerBatch !== undefined ? 'sample' : 'step',
    samplesPerBatch,
    fromZero: told.zero || traits.has('from-zero'),
  };
}

/** The user says how many samples there are: counters that end there count them. */
function endsAt(series: LogSeries, { samples, batchSize }: Given): boolean {
  if (samples === undefined || batchSize === 1 || series.segments === 0) return false;
  if (!series.producer.bar?.mayCountSamples) return false;
  // A counter of 1 is a step's, or a batch of one sample: the same.
  const steps = series.traits.has('last-twice') || series.table.step.at(0) === 1;
  return !steps && series.segment(0).total === samples;
}

/**
 * Nothing in a line says so (Keras up to 2.3 with arrays, TensorFlow 1.13 – 2.1), but the first line of an epoch is always drawn: after
 * the first batch. A first counter above 1 that all others are multiples of is the batch size. A log may have lost the start of its
 * epochs: two such multiples speak for a batch, or a header right before and a power of two, as batches mostly are, with room for some
 * more, unless the time that a batch takes shows that lines were lost.
 * @param told are they known to count samples?
 */
function batchOf(series: LogSeries, told: boolean): number | undefined {
  const { bar } = series.producer;
  if (series.kind !== 'progress' || !bar?.mayCountSamples) return undefined;
  const { table } = series;
  let first = Number.NaN;
  let multiples = 0;
  let headed = false;
  let small = false;
  let lost = false;
  for (let i = 0; i < series.segments; i++) {
    const { from, to, total, epoch } = series.segment(i);
    // A line alone is an epoch's last: it shows no batch.
    if (to - from < 2) continue;
    if (Number.isNaN(first)) first = table.step.at(from);
    if (!(first > 1)) return undefined;
    headed ||= epoch !== undefined && total !== undefined && first * 2 <= total;
    small ||= total !== undefined && first * 4 <= total && Number.isInteger(Math.log2(first / 8));
    // Batches that take so long are all drawn.
    lost ||= table.step.at(from + 1) > 2 * first && table.seconds.at(to - 1) * first >= bar.seconds;
    for (let row = from; row < to && row < from + MANY; row++) {
      const step = table.step.at(row);
      if (step === total) continue;
      if (step % first !== 0) return undefined;
      if (row > from) multiples++;
    }
    if (table.step.at(from) !== first) return undefined;
  }
  const enough = told ? headed || small || multiples > 0 : (headed && small && !lost) || multiples >= 2;
  return enough && first > 1 ? first : undefined;
}

/** A number that the rows of a batch divide, as the counters of an epoch show it: all but the last are multiples of them. */
export function divisorOf({ table }: LogSeries, { from, to, total }: Segment): number {
  let divisor = 0;
  for (let row = from; row < to; row++) {
    const step = table.step.at(row);
    if (step !== total && step > 0) divisor = greatestCommon(divisor, step);
  }
  return divisor || (total ?? 1);
}

function greatestCommon(a: number, b: number): number {
  return b === 0 ? a : greatestCommon(b, a % b);
}
