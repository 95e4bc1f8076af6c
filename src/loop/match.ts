/** Which printed values do an audit's arrays reproduce, and under which averaging rule? */
import { type LoopNumbers, type LoopValue, loopNumbers } from '../frameworks/loop-rule.js';
import { loops } from '../frameworks/loops.js';
import type { LineMatch, Matches } from '../report/unroll-model.js';
import type { LogCollector } from './collect.js';
import { type Point, uncertainty } from './decode.js';
import { loopValueOf } from './metric-name.js';
import { pointsOf } from './points.js';
import { epochBatches } from './replay.js';
import type { LogSeries, Segment } from './series.js';
import type { LossSource, MicroBatch } from './source.js';

/** Lines kept in the result. */
const KEPT = 2000;
/** Sums in another order differ by so much, relative to the value. */
const FLOAT32_SLACK = 4e-7;

/** The numbers of rules for the batches: what a line at each step shows, and lines that stand for a whole epoch. */
interface Candidate {
  readonly titles: string[];
  readonly steps: ArrayLike<number>;
  readonly last: number;
  readonly epoch: number;
  readonly evaluate: number;
}

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

export function matchLines(collector: LogCollector, source: LossSource, batchSize: number): Matches {
  const batches = epochBatches(source, batchSize);
  const byMetric = new Map([['loss', candidatesOf(batches, 'total', (b) => b.loss)]]);
  source.names.forEach(({ name }, i) => {
    byMetric.set(
      name,
      candidatesOf(batches, loopValueOf(name), (b) => b.others[i]),
    );
  });
  const seen = cumulative(batches);
  const fits = new Map<string, Fits>();
  const result: Matches = {
    batches: batches.length,
    batch_size: batchSize,
    rules: [],
    compared: 0,
    reproduced: 0,
    lines: [],
  };
  for (const series of collector.series) {
    for (const line of seriesMatches(series, byMetric, batches, seen)) {
      // The arrays may be those of the training: then they say nothing of the validation.
      if (line.metric.startsWith('val_') && line.rules.length === 0) continue;
      result.compared++;
      if (line.rules.length > 0) result.reproduced++;
      for (const rule of line.rules) count(fits, rule, result.compared);
      if (result.lines.length < KEPT) result.lines.push(line);
    }
  }
  result.rules = grouped(fits);
  return result;
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

function cumulative(batches: readonly MicroBatch[]): number[] {
  let seen = 0;
  return batches.map((b) => {
    seen += b.rows;
    return seen;
  });
}

/** The rules that give different numbers for these batches, and the titles of each. */
function candidatesOf(batches: readonly MicroBatch[], value: LoopValue, pick: (b: MicroBatch) => number): Candidate[] {
  const losses = batches.map(pick);
  const rows = batches.map((b) => b.rows);
  const candidates: Candidate[] = [];
  const add = (
    title: string,
    { shown, last, epoch, evaluate }: Pick<LoopNumbers, 'shown' | 'last' | 'epoch' | 'evaluate'>,
  ) => {
    const same = candidates.find(
      (c) => near(c.last, last) && near(c.epoch, epoch) && near(c.evaluate, evaluate) && allNear(c.steps, shown),
    );
    if (same) same.titles.push(title);
    else candidates.push({ titles: [title], steps: shown, last, epoch, evaluate });
  };
  const unknownLength = loops(rows.every((n) => n === rows[0]) ? 'fixed-generator' : 'generator', value);
  const rules = [...loops('arrays', value), ...unknownLength.filter((rule) => rule.extraBatch)];
  for (const rule of rules) add(rule.title, loopNumbers(rule, losses, rows));
  return candidates;
}

function near(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= FLOAT32_SLACK * Math.max(Math.abs(a), Math.abs(b));
}

function allNear(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let i = 0; i < a.length; i++) if (!near(a[i], b[i])) return false;
  return true;
}

function* seriesMatches(
  series: LogSeries,
  byMetric: ReadonlyMap<string, readonly Candidate[]>,
  batches: readonly MicroBatch[],
  seen: readonly number[],
): Iterable<LineMatch> {
  for (let e = 0; e < series.segments; e++) {
    const segment = series.segment(e);
    for (const metric of series.table.metrics) {
      const candidates = byMetric.get(metric.replace(/^val_/, ''));
      if (!candidates) continue;
      const points = [...pointsOf(series, segment, metric)];
      let before = 0;
      for (const [i, point] of points.entries()) {
        const numbers = metric.startsWith('val_')
          ? candidates.map((c) => ({ titles: c.titles, value: c.evaluate }))
          : series.kind === 'progress'
            ? stepNumbers(series, segment, candidates, point, points[i + 1], seen)
            : series.kind === 'epoch'
              ? candidates.map((c) => ({ titles: c.titles, value: c.epoch }))
              : windowNumbers(series, point, before, batches);
        before = windowEnd(series, point, batches.length) ?? before;
        if (numbers.length > 0) yield lineMatch(series, segment.epoch ?? e + 1, metric, point, numbers);
      }
    }
  }
}

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
  seen: readonly number[],
): Numbered[] {
  const k = series.unit === 'sample' ? seen.indexOf(point.k) + 1 : point.k;
  if (k < 1 || k > seen.length) return [];
  const whole = k === seen.length && (segment.total === undefined || point.k === segment.total);
  // Of two lines for the last step, the first is a step's and the second ends the epoch.
  const ends = whole && next?.k !== point.k;
  return candidates.map((c) => ({ titles: c.titles, value: ends ? c.last : c.steps[k - 1] }));
}

/** A window of a Trainer's log: how many batches it ends after, by the epoch that the line names. */
function windowEnd(series: LogSeries, point: Point & { row?: number }, batches: number): number | undefined {
  if (series.kind !== 'window' || point.row === undefined) return undefined;
  const epoch = series.table.epoch.at(point.row);
  return Number.isFinite(epoch) ? Math.round((epoch - Math.floor(epoch - 1e-9)) * batches) : undefined;
}

function windowNumbers(
  series: LogSeries,
  point: Point & { row?: number },
  before: number,
  batches: readonly MicroBatch[],
): Numbered[] {
  const end = windowEnd(series, point, batches.length);
  if (end === undefined) return [];
  const window = batches.slice(before < end ? before : 0, end);
  if (window.length === 0) return [];
  const sum = (pick: (b: MicroBatch) => number) => window.reduce((n, b) => n + pick(b), 0);
  const counted = window.every((b) => b.counted !== undefined);
  return [
    { titles: ['mean of the batches in the window'], value: sum((b) => b.loss) / window.length },
    { titles: ['sum of the batches in the window'], value: sum((b) => b.loss) },
    ...(counted
      ? [
          {
            titles: ['mean over all that the window counts'],
            value: sum((b) => b.numerator ?? 0) / sum((b) => b.counted ?? 0),
          },
        ]
      : []),
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
    return Math.abs(value - point.value) <= uncertainty(point) + FLOAT32_SLACK * Math.abs(point.value) + 1e-12;
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
