/** What each printed number of a metric says of the steps since the one before. */
import { isPerplexity } from '../../logs/lines/metric-words.js';
import {
  type Alternative,
  type Averaging,
  DIGIT,
  type Interval,
  LINE,
  type PrintedLines,
} from '../../report/unroll/model.js';
import { near } from '../../tensor/near.js';
import { Kept } from '../../text/kept.js';
import { heldPoints, type LogPoint, lastValue, pointsOf } from '../series/points.js';
import type { LogSeries, Segment } from '../series/series.js';
import { type Decoded, decodeMoving, type Point } from './decode.js';
import { type Candidate, candidatesOf } from './hypotheses.js';
import { filterMark, type MarkState, markOf, newMarkState, shareMark } from './marks.js';
import { logarithmOf } from './perplexity.js';
import type { SeriesPlan } from './plan.js';
import { printedError, SumErrors, UNKNOWN_SUMS } from './rounding.js';
import { decodeTrainer } from './trainer-epochs.js';
import { EACH_ALIKE } from './weights.js';
import { covered } from './windows.js';

/** @param from the first line that is asked for, where `printedLines` says which there are */
export function* intervalsOf(
  plan: SeriesPlan,
  segment: Segment,
  name: string,
  from = segment.from,
): Iterable<Interval> {
  const { series } = plan;
  const { rule } = plan.metric(name, segment);
  const points = AVERAGES.has(rule) || rule === 'moving' ? heldPoints(series, segment, name) : () => [];
  const state = newMarkState(name);
  if (rule === 'moving') {
    for (const d of decodeMoving(points(), segment.from === 0, EACH_ALIKE, UNKNOWN_SUMS))
      yield intervalOf(d, rule, state);
  } else if (!AVERAGES.has(rule))
    yield* plain(series, name, rule, (row) => pointsOf(series, segment, name, plan.shift, row), plan, from);
  else if (series.kind === 'window') yield* ofTrainer(plan, segment, name, rule);
  else
    for (const candidates of candidatesOf(plan, segment, name, points)) yield merged(candidates, rule, state);
}

/** The lines of a metric whose values stand as they were printed; undefined of others. */
export function printedLines(plan: SeriesPlan, segment: Segment, name: string): PrintedLines | undefined {
  const { series } = plan;
  const { rule } = plan.metric(name, segment);
  if (AVERAGES.has(rule) || rule === 'moving' || series.lags) return undefined;
  const { from, to } = segment;
  return { from, to, has: (row) => series.table.has(row, name) };
}

/** The value that the last interval shows, without decoding any. */
export function lastPrinted(plan: SeriesPlan, segment: Segment, name: string): number | undefined {
  const { series } = plan;
  const sure = AVERAGES.has(plan.metric(name, segment).rule) && series.kind !== 'window';
  return lastValue(series, segment, name, sure);
}

/** Lines of a Trainer that are running averages; or either that or the mean since the line before. */
function* ofTrainer(
  { series, shift }: SeriesPlan,
  segment: Segment,
  name: string,
  rule: Averaging,
): Iterable<Interval> {
  const points = [...pointsOf(series, segment, name, shift)];
  const windows = rule === 'undecided' ? [...plain(series, name, 'window', () => points)] : [];
  let i = 0;
  let state = newMarkState(name);
  for (const { decoded, first } of decodeTrainer(series, points)) {
    if (first) state = newMarkState(name);
    const interval = intervalOf(decoded, 'running', state);
    const epoch = series.table.epoch.at(points[i]!.row);
    if (Number.isFinite(epoch)) interval.epoch = epoch;
    interval[LINE] = points[i]!.row;
    const window = windows[i++];
    yield window === undefined || (window.mean === interval.mean && window.from === interval.from)
      ? interval
      : either(interval, window);
  }
}

function either(running: Interval, window: Interval): Interval {
  const { mean, mean_from, bound, if: condition, range: __, mark: ___, ...kept } = running;
  const [own, other] = [condition, window.if].map((c) => c?.split(', ') ?? []) as [string[], string[]];
  const common = own.filter((c) => other.includes(c));
  const way = (name: string, conditions: readonly string[]) =>
    [name, ...conditions.filter((c) => !common.includes(c))].join(', ');
  const average: Alternative = { if: way('running averages', own) };
  if (mean !== undefined) Object.assign(average, { mean, mean_from, bound });
  const since: Alternative = { if: way('means since the line before', other) };
  if (window.mean !== undefined)
    Object.assign(since, { mean: window.mean, mean_from: window.from, bound: window.bound });
  return {
    ...kept,
    ...(common.length > 0 ? { if: common.join(', ') } : {}),
    alternatives: [since, average],
  };
}

const AVERAGES: ReadonlySet<Averaging> = new Set(['running', 'double', 'averaged-state', 'undecided']);

/** What one way gives. */
function intervalOf(d: Decoded, rule: Averaging, state: MarkState): Interval {
  const mark = markOf(rule, d, state);
  // Field by field: there may be millions.
  const interval = { from: d.from, to: d.to, printed: d.printed.value } as Interval;
  if (d.printed.exponent > 0) interval[DIGIT] = d.printed.exponent;
  if (rule !== 'averaged-state' && d.mean !== undefined) {
    interval.mean = d.mean;
    interval.mean_from = d.meanFrom;
    if (d.bound !== undefined) interval.bound = d.bound;
    const condition = conditionOf(d);
    if (condition !== undefined) interval.if = condition;
    if (d.range) interval.range = d.range;
  }
  if (d.running !== undefined) interval.running = d.running;
  if (d.runningBound !== undefined) interval.running_bound = d.runningBound;
  if (mark) interval.mark = mark;
  if (state.perplexity) Object.assign(interval, logarithmOf(d.printed));
  return interval;
}

function conditionOf({ condition, assumes }: Decoded): string | undefined {
  return condition !== undefined && assumes !== undefined
    ? `${condition}, ${assumes}`
    : (condition ?? assumes);
}

/** What several ways give: one mean where they agree, else an alternative each. */
function merged(given: Decoded | readonly Candidate[], rule: Averaging, state: MarkState): Interval {
  if ('to' in given) return intervalOf(given, rule, state);
  const first = given[0]!.decoded;
  if (given.every(({ decoded }) => decoded === first || alike(first, decoded)))
    return intervalOf(given.length === 1 ? first : together(given), rule, state);
  const { from, to, printed, assumes } = first;
  let likeliest = -1;
  for (let i = 0; i < given.length && likeliest < 0; i++) if (given[i]!.likeliest) likeliest = i;
  const own = likeliest < 0 ? common(given) : NONE;
  const alternatives = given.map((c) => alternativeOf(c, own));
  if (assumes) alternatives.push({ if: 'averages of averages' });
  // The numbers of a way that may not hold are no reason for a mark.
  const interval = { from, to, printed: printed.value } as Interval;
  if (state.perplexity) Object.assign(interval, logarithmOf(printed));
  if (likeliest >= 0) Object.assign(interval, alternatives[likeliest]);
  else if (own.length > 0) interval.if = own.join(', ');
  interval.alternatives = alternatives;
  return interval;
}

/** Of ways that agree: what all of them say holds. */
function together(candidates: readonly Candidate[]): Decoded {
  const all = candidates.map((c) => c.decoded);
  const decoded: Decoded = { ...all[0]! };
  if (decoded.bound !== undefined) decoded.bound = Math.max(...all.map((d) => d.bound ?? 0));
  const conditions = new Set(all.flatMap(partsOf));
  decoded.condition = conditions.size > 0 ? [...conditions].join(', ') : undefined;
  decoded.range = hullOf(all);
  return decoded;
}

/** What every way that gives a mean takes for granted; if it is a part of the first one's condition. */
function common(candidates: readonly Candidate[]): readonly string[] {
  const parts = partsOf(candidates[0]!.decoded);
  if (parts.length === 0) return NONE;
  return parts.filter((part) =>
    candidates.every(({ decoded: d }) => d.mean === undefined || partsOf(d).includes(part)),
  );
}

function partsOf({ condition }: Decoded): readonly string[] {
  return condition === undefined ? NONE : splitConditions.get(condition, () => condition.split(', '));
}
const NONE: readonly string[] = [];
/** All intervals have one of a few. */
const splitConditions = new Kept<readonly string[]>(100);
const alternativeTexts = new Kept<string>(100);

/** Where the mean lies whichever way is meant; undefined where one of them leaves it open. */
function hullOf(all: readonly Decoded[]): [number, number] | undefined {
  if (!all.some((d) => d.condition)) return undefined;
  const ranges = all.map((d) =>
    d.condition
      ? d.range
      : d.bound !== undefined && [(d.mean ?? Number.NaN) - d.bound, (d.mean ?? Number.NaN) + d.bound],
  );
  if (!ranges.every((r) => r)) return undefined;
  const known = ranges as [number, number][];
  return [Math.min(...known.map(([low]) => low)), Math.max(...known.map(([, high]) => high))];
}

/** @param said of all alternatives at once */
function alternativeOf({ if: way, decoded }: Candidate, said: readonly string[]): Alternative {
  const { mean, meanFrom, bound, range, assumes, condition } = decoded;
  const text = alternativeTexts.get(`${way}\n${assumes}\n${condition}\n${said.join()}`, () => {
    const own = partsOf(decoded).filter((part) => !said.includes(part));
    return [way, assumes, ...own].filter(Boolean).join(', ');
  });
  const alternative: Alternative = { if: text };
  if (mean === undefined) return alternative;
  alternative.mean = mean;
  alternative.mean_from = meanFrom;
  if (bound !== undefined) alternative.bound = bound;
  if (range) alternative.range = range;
  return alternative;
}

function alike(a: Decoded, b: Decoded): boolean {
  if (a.mean === undefined || b.mean === undefined) return a.mean === b.mean;
  if (a.meanFrom !== b.meanFrom) return false;
  return near(a.mean, b.mean, 1e-9);
}

/** Values that are given as they are printed; a window says which steps it covers. */
function* plain(
  series: LogSeries,
  name: string,
  rule: Averaging,
  points: (from?: number) => Iterable<LogPoint>,
  plan?: SeriesPlan,
  from = 0,
): Iterable<Interval> {
  const { table } = series;
  const norms = table.column('grad_norm');
  const logarithm = isPerplexity(name);
  const filtered = rule === 'window' && name === series.producer.filtered;
  const seen = () => {
    const errors = new SumErrors(UNKNOWN_SUMS);
    if (rule === 'window') for (const { value } of points()) errors.line(value);
    return errors;
  };
  // One segment holds all windows: what its lines tell together is asked of them once.
  const errors = plan && series.kind === 'window' ? plan.remembered(`${rule} ${name}`, seen) : seen();
  let last: Point | undefined;
  // What a line covers depends on the one before.
  let before = from - 1;
  while (before > 0 && !table.has(before, name)) before--;
  for (const point of points(before)) {
    if (point.row < from) {
      last = point;
      continue;
    }
    const epoch = table.epoch.at(point.row);
    const window = rule === 'window' ? covered(series, point, last) : undefined;
    const mark = filtered
      ? filterMark(point.value, norms?.at(point.row), last?.value)
      : shareMark(rule, name, point.value);
    // Field by field: there may be millions.
    const interval = { from: window?.from ?? point.k, to: point.k } as Interval;
    if (Number.isFinite(epoch)) interval.epoch = epoch;
    interval.printed = point.value;
    if (point.exponent > 0) interval[DIGIT] = point.exponent;
    // What the Trainer's filter left out is not known.
    if (window && !mark) {
      const counted = Number.isFinite(table.step.at(point.row));
      const steps = counted ? point.k - window.from + 1 : MANY_STEPS;
      interval.mean = point.value;
      if (Number.isFinite(point.value)) interval.bound = windowBound(point, steps, errors);
      const signs = errors.condition(point, steps);
      if (window.condition || signs) interval.if = [window.condition, signs].filter(Boolean).join(', ');
    }
    if (mark) interval.mark = mark;
    if (logarithm) Object.assign(interval, logarithmOf(point));
    interval[LINE] = point.row;
    yield interval;
    last = point;
  }
}

/** Where a line does not say how many steps it is the mean of. */
const MANY_STEPS = 1000;

/**
 * @param steps that the mean is over: their sum may be a float32
 * @param errors with what the other lines tell of the size of the losses
 */
function windowBound(point: Point, steps: number, errors: SumErrors): number {
  return printedError(point, UNKNOWN_SUMS) + errors.whole(point.value, steps);
}
