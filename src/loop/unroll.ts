/** From the lines of a log to the numbers behind them. Epochs and intervals are made when they are asked for: a log may have millions. */
import { EXACT } from '../logs/line.js';
import type {
  Interval,
  MetricRule,
  UnrollEpoch,
  UnrollMetric,
  UnrollReport,
  UnrollSeries,
} from '../report/unroll-model.js';
import type { LogCollector, LogSeries, Segment } from './collect.js';
import { type Decoded, decodeDouble, decodeMoving, decodeRunning, type FinalRule, type Point } from './decode.js';
import { filterMark, markOf, newMarkState } from './marks.js';
import { finalRuleOf, metricRule, pointsOf, type RuleChoice } from './metric-rule.js';
import { outputWeights } from './output-weights.js';
import { isSamples, redrawOf } from './redraw.js';
import { kerasVersions, otherVersions } from './versions.js';

export interface UnrollOptions extends RuleChoice {
  /** Rows a batch and rows in all: with them a smaller last batch counts by its size. */
  readonly batchSize?: number;
  readonly samples?: number;
  /** Of the outputs, as compiled: then they are checked, not fitted. */
  readonly lossWeights?: Readonly<Record<string, number>>;
}

export interface LogFacts {
  readonly file: string;
  readonly bytes: number;
  readonly lines: number;
  readonly recognised: number;
  readonly unrecognised?: string;
}

/** @param collector the whole log's lines */
export function unroll(log: LogFacts, collector: LogCollector, options: UnrollOptions): UnrollReport {
  const notes: string[] = [];
  const traits = new Set(collector.traits);
  let averaging: Parameters<typeof kerasVersions>[1];
  const series = collector.series.filter((s) => s.table.rows > 0);
  const views = series.map((s) => {
    for (const t of s.traits) traits.add(t);
    const view = seriesView(s, options);
    const rules = new Set(view.metrics.map((m) => metricRule(s, m, options)));
    if (s.format === 'keras3-bar') {
      const final = options.final ?? finalRuleOf(s);
      if (rules.has('double')) averaging = final ?? 'twice';
      else if (rules.has('running')) averaging = 'once';
      if (rules.has('double') && final === undefined) notes.push('final-undecided');
    }
    if (rules.has('undecided')) notes.push('averaging-undecided');
    if (s.kind === 'progress') {
      const averages = rules.has('running') || rules.has('undecided') || rules.has('double');
      if (averages && !options.batchSize && view.unit === 'step') notes.push('equal-steps');
      if (!averages && view.metrics.some((m) => metricRule(s, m, options) === 'value')) notes.push('value-only');
    }
    return view;
  });
  const keras = series.some((s) => s.format.startsWith('keras'));
  const versions = keras ? kerasVersions(traits, averaging) : otherVersions(traits);
  return {
    log: { ...log },
    ...(versions.range ? { versions: { range: versions.range, why: versions.why } } : {}),
    series: views,
    output_weights: series.flatMap((s) => outputWeights(s, options.lossWeights)),
    notes: [...new Set(notes)],
  };
}

function seriesView(series: LogSeries, options: UnrollOptions): UnrollSeries {
  const final = options.final ?? (series.format === 'keras3-bar' ? finalRuleOf(series) : undefined);
  return {
    format: series.format,
    title: series.title,
    kind: series.kind,
    unit:
      series.kind === 'progress'
        ? isSamples(series)
          ? 'sample'
          : 'step'
        : series.kind === 'window'
          ? 'step'
          : 'epoch',
    metrics: series.table.metrics,
    epoch_count: series.segments,
    rows: series.table.rows,
    *epochs() {
      for (let i = 0; i < series.segments; i++) yield epochView(series, i, final, options);
    },
  };
}

function epochView(
  series: LogSeries,
  index: number,
  final: FinalRule | undefined,
  options: UnrollOptions,
): UnrollEpoch {
  const segment = series.segment(index);
  const metrics = series.table.metrics
    .filter((name) => series.table.cell(segment.to - 1, name) !== undefined || anyCell(series, segment, name))
    .map((name): UnrollMetric => {
      const rule = metricRule(series, name, options);
      return { name, rule, intervals: () => intervals(series, segment, name, rule, final, options) };
    });
  const redraw = series.kind === 'progress' ? redrawOf(series, segment) : undefined;
  const epochs = segment.epochs ?? (series.segments > 1 && series.kind === 'progress' ? series.segments : undefined);
  return {
    epoch: segment.epoch ?? index + 1,
    ...(epochs !== undefined ? { epochs } : {}),
    ...(segment.total !== undefined ? { total: segment.total } : {}),
    printed: segment.to - segment.from,
    ...(redraw ? { redraw } : {}),
    metrics,
  };
}

function anyCell(series: LogSeries, segment: Segment, name: string): boolean {
  for (let row = segment.from; row < segment.to; row++) if (series.table.has(row, name)) return true;
  return false;
}

/** The weight that a running average gives to the first k units. */
function weightOf(series: LogSeries, segment: Segment, options: UnrollOptions): (k: number) => number {
  const { batchSize, samples } = options;
  if (!batchSize || isSamples(series)) return (k) => k;
  const all = samples ?? (segment.total ?? Number.POSITIVE_INFINITY) * batchSize;
  return (k) => Math.min(k * batchSize, all);
}

function* intervals(
  series: LogSeries,
  segment: Segment,
  name: string,
  rule: MetricRule,
  final: FinalRule | undefined,
  options: UnrollOptions,
): Iterable<Interval> {
  const weight = weightOf(series, segment, options);
  const points = pointsOf(series, segment, name);
  if (rule === 'running' || rule === 'undecided') yield* averaged(name, rule, decodeRunning(unlike(points), weight));
  else if (rule === 'moving') yield* averaged(name, rule, decodeMoving(unlike(points), segment.from === 0));
  else if (rule === 'double' || rule === 'averaged-state') {
    const { before, last } = splitLast(points, segment);
    yield* averaged(name, rule, decodeDouble(before, last && { point: last, rule: final }, weight));
  } else yield* plain(series, name, rule, points);
}

function* averaged(name: string, rule: MetricRule, decoded: Iterable<Decoded>): Iterable<Interval> {
  const state = newMarkState();
  for (const d of decoded) {
    const mark = markOf(name, rule, d, state);
    const withMean = rule !== 'averaged-state' && d.mean !== undefined;
    yield {
      from: d.from,
      to: d.to,
      printed: d.printed.value,
      ...(withMean ? { mean: d.mean, mean_from: d.meanFrom, bound: d.bound } : {}),
      ...(d.running !== undefined ? { running: d.running, running_bound: d.runningBound } : {}),
      ...(mark ? { mark } : {}),
    };
  }
}

/** Values that are given as they are printed; a window says which steps it covers. */
function* plain(
  series: LogSeries,
  name: string,
  rule: MetricRule,
  points: Iterable<Point & { row: number }>,
): Iterable<Interval> {
  const { table } = series;
  let last: Point | undefined;
  for (const point of points) {
    const epoch = table.epoch.at(point.row);
    const known = Number.isFinite(table.step.at(point.row));
    const before = last && known && last.k < point.k ? last.k : point.k - 1;
    const from = rule === 'window' && known ? (last ? before : 0) + 1 : point.k;
    const mark =
      series.format === 'hf-trainer' && name === 'loss' && rule === 'window'
        ? filterMark(point.value, table.cell(point.row, 'grad_norm')?.value, last?.value)
        : undefined;
    yield {
      from,
      to: point.k,
      ...(Number.isFinite(epoch) ? { epoch } : {}),
      printed: point.value,
      ...(rule === 'window' ? windowMean(point) : {}),
      ...(mark ? { mark } : {}),
    };
    last = point;
  }
}

function windowMean(point: Point): Pick<Interval, 'mean' | 'bound'> {
  return { mean: point.value, ...(point.exponent === EXACT ? {} : { bound: 0.5 * 10 ** point.exponent }) };
}

/** The same state drawn twice is one point; another average for the same step stays, and is decoded as nothing. */
function* unlike<P extends Point>(points: Iterable<P>): Iterable<P> {
  let last: P | undefined;
  for (const point of points) {
    if (last && point.k === last.k && Object.is(point.value, last.value)) continue;
    yield point;
    last = point;
  }
}

/** The line that ends the epoch is not an average of averages: it is the second line of step S, or the only one. */
function splitLast(points: Iterable<Point>, segment: Segment): { before: Point[]; last?: Point } {
  const all = [...points];
  const last = all.at(-1);
  if (last && last.k === segment.total) return { before: all.slice(0, -1), last };
  return { before: all };
}
