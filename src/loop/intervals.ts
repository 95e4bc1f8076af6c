/** What each printed number of a metric says of the steps since the one before. */
import { EXACT } from '../logs/line.js';
import { type Alternative, type Interval, LINE, type MetricRule } from '../report/unroll-model.js';
import {
  type Decoded,
  decodeAgain,
  decodeDouble,
  decodeMoving,
  decodeRunning,
  extraLine,
  type Point,
} from './decode.js';
import { filterMark, markOf, newMarkState, shareMark } from './marks.js';
import type { SeriesPlan } from './plan.js';
import { type LogPoint, pointsOf, surePoints } from './points.js';
import type { LogSeries, Segment } from './series.js';
import { covered } from './windows.js';

export function* intervalsOf(plan: SeriesPlan, segment: Segment, name: string): Iterable<Interval> {
  const { series } = plan;
  const { rule } = plan.metric(name);
  const points = () => unlike(surePoints(pointsOf(series, segment, name)));
  if (rule === 'moving') yield* averaged(name, rule, decodeMoving(points(), segment.from === 0));
  else if (!AVERAGES.has(rule)) yield* plain(series, name, rule, pointsOf(series, segment, name, plan.shift));
  else yield* between(name, rule, hypothesesOf(plan, segment, name, points));
}

const AVERAGES: ReadonlySet<MetricRule> = new Set(['running', 'double', 'averaged-state', 'undecided']);

interface Hypothesis {
  readonly if: string;
  readonly decoded: Iterable<Decoded>;
}

/** The ways in which the numbers may have been averaged: one, where the log or the user tells. */
function hypothesesOf(
  plan: SeriesPlan,
  segment: Segment,
  name: string,
  points: () => Iterable<Point>,
): readonly Hypothesis[] {
  const { rule, final, extra, again, counts } = plan.metric(name);
  const decode = (how: MetricRule, counted: 'rows' | 'batches'): Iterable<Decoded> => {
    const weight = plan.weight(segment, counted);
    if (how === 'double' || how === 'averaged-state') {
      const { before, last } = splitLast(points(), segment);
      return decodeDouble(before, last && { point: last, rule: final, extra }, weight);
    }
    if (!extra && !again) return decodeRunning(points(), weight);
    const { before, last } = splitLast(points(), segment);
    return again ? decodeAgain(before, last, weight) : withExtra(before, last, weight);
  };
  const averages: [string, MetricRule][] =
    rule === 'undecided'
      ? [
          ['running averages', 'running'],
          ['averages of averages', 'double'],
        ]
      : [['', rule]];
  const open = counts === undefined && plan.partial(segment);
  const units: [string, 'rows' | 'batches'][] = open
    ? [
        ['rows count', 'rows'],
        ['batches count', 'batches'],
      ]
    : [['', counts ?? 'rows']];
  return averages.flatMap(([how, average]) =>
    units.map(([what, unit]) => ({ if: [how, what].filter(Boolean).join(', '), decoded: decode(average, unit) })),
  );
}

/** The intervals of the one hypothesis; of several the first's, without what the others contradict. */
function* between(name: string, rule: MetricRule, hypotheses: readonly Hypothesis[]): Iterable<Interval> {
  const [first, ...others] = hypotheses;
  const iterators = others.map((h) => h.decoded[Symbol.iterator]());
  for (const interval of averaged(name, rule, first.decoded)) {
    const rest = iterators.map((it) => it.next().value as Decoded | undefined);
    if (rest.every((d) => d === undefined || alike(interval, d))) {
      yield interval;
      continue;
    }
    const { mean, mean_from, bound, running: _, running_bound: __, mark: ___, ...kept } = interval;
    const alternatives: Alternative[] = [{ if: first.if, ...defined({ mean, mean_from, bound }) }];
    rest.forEach((d, i) => {
      const given = d?.mean === undefined ? {} : { mean: d.mean, mean_from: d.meanFrom, bound: d.bound };
      alternatives.push({ if: others[i].if, ...defined(given) });
    });
    yield { ...kept, alternatives };
  }
}

function alike(interval: Interval, d: Decoded): boolean {
  if (interval.mean === undefined || d.mean === undefined) return interval.mean === d.mean;
  if (interval.mean_from !== d.meanFrom) return false;
  return Object.is(interval.mean, d.mean) || Math.abs(interval.mean - d.mean) <= 1e-9 * Math.abs(interval.mean);
}

function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as T;
}

function* withExtra(
  before: readonly Point[],
  last: Point | undefined,
  weight: (k: number) => number,
): Iterable<Decoded> {
  yield* decodeRunning(before, weight);
  if (last) yield extraLine(last);
}

function* averaged(name: string, rule: MetricRule, decoded: Iterable<Decoded>): Iterable<Interval> {
  const state = newMarkState(name);
  for (const d of decoded) {
    const mark = markOf(rule, d, state);
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
function* plain(series: LogSeries, name: string, rule: MetricRule, points: Iterable<LogPoint>): Iterable<Interval> {
  const { table } = series;
  let last: Point | undefined;
  for (const point of points) {
    const epoch = table.epoch.at(point.row);
    const window = rule === 'window' ? covered(series, point, last) : { from: point.k };
    const mark =
      series.format === 'hf-trainer' && name === 'loss' && rule === 'window'
        ? filterMark(point.value, table.cell(point.row, 'grad_norm')?.value, last?.value)
        : shareMark(rule, name, point.value);
    // Field by field: there may be millions.
    const interval = { from: window.from, to: point.k } as Interval;
    if (Number.isFinite(epoch)) interval.epoch = epoch;
    interval.printed = point.value;
    // What a NaN filter left is no mean.
    if (rule === 'window' && mark === undefined) {
      Object.assign(interval, windowMean(point));
      if (window.condition) interval.if = window.condition;
    }
    if (mark) interval.mark = mark;
    interval[LINE] = point.row;
    yield interval;
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

/** The line that ends the epoch may show another number than a step's: it is the second line of step S, or the only one. */
function splitLast(points: Iterable<Point>, segment: Segment): { before: Point[]; last?: Point } {
  const all = [...points];
  const last = all.at(-1);
  if (last && last.k === segment.total) return { before: all.slice(0, -1), last };
  return { before: all };
}
