/** Which printed values do an audit's arrays reproduce, and under which averaging rule? */

import type { LossSource, MicroBatch } from '../../batches/source.js';
import { loops } from '../../loops/index.js';
import { type BarLook, FEEDS } from '../../loops/rule.js';
import { epochBatches } from '../../replay/replay.js';
import type { LineMatch, Matches } from '../../report/unroll/model.js';
import type { Point } from '../averages/decode.js';
import { FLOAT64_SUMS, printedError } from '../averages/rounding.js';
import type { LogCollector } from '../series/collect.js';
import { type LogPoint, pointsOf } from '../series/points.js';
import type { LogSeries, Segment } from '../series/series.js';
import { type Candidate, type EpochArrays, epochArrays, FLOAT32_SLACK } from './match-arrays.js';

/** Lines kept in the result. */
const KEPT = 2000;

/** Rows a batch as the log shows them: from samples counted, or from the number of steps. */
export function batchSizeOf(collector: LogCollector, rows: number): number | undefined {
  for (const series of collector.series) {
    if (series.kind !== 'progress' || series.segments === 0) continue;
    const { total } = series.segment(0);
    if (series.unit === 'sample') {
      if (series.samplesPerBatch === undefined) continue;
      return series.samplesPerBatch;
    }
    if (total !== undefined && total <= rows) return Math.ceil(rows / total);
  }
  return undefined;
}

export async function matchLines(
  collector: LogCollector,
  source: LossSource,
  batchSize: number,
): Promise<Matches> {
  const batches = await epochBatches(source, batchSize);
  const epochs = inEpochs(batches, collector).map((own) => epochArrays(own, source.names));
  const fits = new Map<string, Fits>();
  const result: Matches = {
    batches: batches.length,
    batch_size: batchSize,
    rules: [],
    compared: 0,
    reproduced: 0,
    lines: [],
  };
  const other = new Set<number>();
  for (const series of collector.series) {
    const byEpoch = segmentMatches(series, epochs);
    // The arrays are those of one epoch: of the others they say nothing.
    const some = byEpoch.some(({ lines }) => lines.some((l) => l.rules.length > 0));
    for (const { epoch, lines } of byEpoch) {
      if (some && epochs.length === 1 && lines.length > 0 && lines.every((l) => l.rules.length === 0)) {
        other.add(epoch);
        continue;
      }
      for (const line of lines) {
        result.compared++;
        if (line.rules.length > 0) result.reproduced++;
        for (const rule of line.rules) count(fits, rule, result.compared);
        if (result.lines.length < KEPT) result.lines.push(line);
      }
    }
  }
  result.rules = grouped(fits);
  if (other.size > 0) result.other_epochs = [...other].sort((x, y) => x - y);
  return result;
}

/** Losses of several epochs in a row are taken apart where the log says how many steps an epoch has. */
function inEpochs(batches: readonly MicroBatch[], collector: LogCollector): (readonly MicroBatch[])[] {
  for (const series of collector.series) {
    if (series.kind !== 'progress' || series.unit !== 'step' || series.segments < 2) continue;
    const { total } = series.segment(0);
    if (total === undefined || total >= batches.length || batches.length % total !== 0) continue;
    return Array.from({ length: batches.length / total }, (_, e) =>
      batches.slice(e * total, (e + 1) * total),
    );
  }
  return [batches];
}

/** How many lines a rule gives, and a hash of which. */
interface Fits {
  lines: number;
  hash: number;
}

function count(fits: Map<string, Fits>, title: string, line: number): void {
  const before = fits.get(title) ?? { lines: 0, hash: 0 };
  fits.set(title, { lines: before.lines + 1, hash: (Math.imul(before.hash, 31) + line) | 0 });
}

/** Rules that give the same lines share a text. */
function grouped(fits: ReadonlyMap<string, Fits>): Matches['rules'] {
  const groups = new Map<string, Matches['rules'][number]>();
  for (const [title, { lines, hash }] of fits) {
    const key = `${lines} ${hash}`;
    const group = groups.get(key);
    groups.set(key, { title: group ? `${group.title}, ${title}` : title, lines });
  }
  return [...groups.values()].sort((a, b) => b.lines - a.lines);
}

/** The compared lines of a series, epoch by epoch. */
function segmentMatches(
  series: LogSeries,
  epochs: readonly EpochArrays[],
): { epoch: number; lines: LineMatch[] }[] {
  return Array.from({ length: series.segments }, (_, e) => {
    const segment = series.segment(e);
    const epoch = segment.epoch ?? e + 1;
    const lines: LineMatch[] = [];
    for (const metric of series.table.metrics) {
      const name = metric.replace(/^val_/, '');
      const points = [...pointsOf(series, segment, metric)];
      let before = 0;
      for (const [i, point] of points.entries()) {
        const arrays = epochs.length === 1 ? epochs[0] : epochs[epochIndex(series, e, point)];
        const candidates = arrays?.byMetric.get(name);
        if (!arrays || !candidates) continue;
        const numbers = numbersAt(series, segment, metric, candidates, point, points[i + 1]!, arrays, before);
        before = windowEnd(series, point, arrays.batches.length) ?? before;
        if (numbers.length === 0) continue;
        const line = lineMatch(
          series,
          epoch,
          metric,
          point,
          numbers.map(writtenBy(series.producer.bar?.look)),
        );
        // The arrays may be those of the training: then they say nothing of the validation.
        if (metric !== name && line.rules.length === 0) continue;
        lines.push(line);
      }
    }
    return { epoch, lines };
  });
}

/** Which epoch a line belongs to, from 0. */
function epochIndex(series: LogSeries, segment: number, point: LogPoint): number {
  if (series.kind === 'progress') return segment;
  if (series.kind === 'window') return Math.floor(series.table.epoch.at(point.row) - 1e-9);
  return point.row - series.segment(segment).from;
}

function numbersAt(
  series: LogSeries,
  segment: Segment,
  metric: string,
  candidates: readonly Candidate[],
  point: LogPoint,
  next: LogPoint | undefined,
  arrays: EpochArrays,
  before: number,
): Numbered[] {
  if (metric.startsWith('val_')) return candidates.map((c) => ({ titles: c.titles, value: c.evaluate }));
  if (series.kind === 'progress')
    return stepNumbers(series, segment, candidates, point, next, arrays.batches.length, arrays.done);
  if (series.kind === 'epoch') return candidates.map((c) => ({ titles: c.titles, value: c.epoch }));
  return windowNumbers(series, point, before, arrays);
}

/**
 * Without the rules of versions that write another bar: which of two sums alike a line shows, its form tells.
 */
function writtenBy(look: BarLook | undefined): (numbers: Numbered) => Numbered {
  if (look === undefined) return (numbers) => numbers;
  return ({ titles, value }) => ({ titles: titles.filter((t) => (BARS.get(t) ?? look) === look), value });
}

const BARS: ReadonlyMap<string, BarLook> = new Map(
  FEEDS.flatMap((feed) => loops(feed).flatMap(({ title, bar }) => (bar ? [[title, bar] as const] : []))),
);

interface Numbered {
  readonly titles: readonly string[];
  readonly value: number;
}

/** What each rule shows at the step of a line, and in the line that ends the epoch. */
function stepNumbers(
  series: LogSeries,
  segment: Segment,
  candidates: readonly Candidate[],
  point: Point,
  next: Point | undefined,
  count: number,
  done: ReadonlyMap<number, number>,
): Numbered[] {
  const k = series.unit === 'sample' ? (done.get(point.k) ?? 0) : point.k;
  if (k < 1 || k > count) return [];
  const whole = k === count && (segment.total === undefined || point.k === segment.total);
  // Of two lines for the last step, the first is a step's and the second ends the epoch.
  const ends = whole && next?.k !== point.k;
  return candidates.map((c) => ({ titles: c.titles, value: ends ? c.last : c.steps[k - 1]! }));
}

/** A window of a Trainer's log: how many batches it ends after, by the epoch that the line names. */
function windowEnd(series: LogSeries, point: Point & { row?: number }, batches: number): number | undefined {
  if (series.kind !== 'window' || point.row === undefined) return undefined;
  const epoch = series.table.epoch.at(point.row);
  return Number.isFinite(epoch) ? Math.round((epoch - Math.floor(epoch - 1e-9)) * batches) : undefined;
}

function windowNumbers(series: LogSeries, point: LogPoint, before: number, arrays: EpochArrays): Numbered[] {
  const end = windowEnd(series, point, arrays.batches.length);
  if (end === undefined) return [];
  const from = before < end ? before : 0;
  if (end <= from) return [];
  const loss = arrays.sums.loss(from, end);
  const counted = arrays.sums.counted(from, end);
  return [
    { titles: ['mean of the batches in the window'], value: loss / (end - from) },
    { titles: ['sum of the batches in the window'], value: loss },
    ...(Number.isNaN(counted)
      ? []
      : [
          {
            titles: ['mean over all that the window counts'],
            value: arrays.sums.numerator(from, end) / counted,
          },
        ]),
  ];
}

function lineMatch(
  series: LogSeries,
  epoch: number,
  metric: string,
  point: Point,
  numbers: readonly Numbered[],
): LineMatch {
  const fits = ({ value }: Numbered) => {
    if (!Number.isFinite(point.value)) return Object.is(value, point.value);
    return (
      Math.abs(value - point.value) <=
      printedError(point, FLOAT64_SUMS) + FLOAT32_SLACK * Math.abs(point.value) + 1e-12
    );
  };
  const distance = ({ value }: Numbered) => Math.abs(value - point.value);
  const nearest = numbers.reduce((a, b) => (distance(b) < distance(a) || Number.isNaN(distance(a)) ? b : a));
  return {
    series: series.format,
    epoch,
    step: point.k,
    metric,
    printed: point.value,
    rules: [...new Set(numbers.filter(fits).flatMap((n) => n.titles))],
    nearest: nearest.value,
  };
}
