/**
 * What an epoch or a series of lines says, as blocks: decoded averages, values as they were printed, marks,
 * a chart.
 */
import { spanText } from '../../text/sentence.js';
import { type Block, GAP } from '../layout/document.js';
import { numberText, plural } from '../layout/numbers.js';
import { markSentence } from './marks.js';
import {
  type Interval,
  type UnrollEpoch,
  type UnrollMetric,
  type UnrollSeries,
  VALUE_RULES,
} from './model.js';
import { missingSentence, ruleSentence } from './notes.js';
import { LOGARITHM } from './perplexity.js';
import { surveyOf } from './survey.js';
import { hasLogarithm, lastText, metricTable, valueTable } from './tables.js';

export interface Told {
  readonly full: boolean;
  /** What has been said of an earlier epoch is not said again. */
  readonly said: Set<string>;
}

/** Shown in detail without `full`. */
const METRICS = 3;
const MARKS = 5;

/** An epoch of progress lines. */
export function* epochBlocks(series: UnrollSeries, epoch: UnrollEpoch, told: Told): Iterable<Block> {
  const { asPrinted, decoded } = parted(epoch);
  const shown = told.full ? decoded : decoded.slice(0, METRICS);
  for (const [i, metric] of shown.entries()) {
    if (i > 0) yield GAP;
    yield metricTable(metric, series.unit, told.full);
    yield* markBlocks([metric], spanOf);
    if (i === 0) yield* chartOf(metric);
    yield* once(ruleSentence(metric, epoch, series.unit), told);
  }
  if (shown.length < decoded.length) {
    const more = decoded.slice(shown.length).map((m) => m.name);
    yield quiet(`--full shows ${more.join(', ')} as well.`);
  }
  yield* once(missingSentence(epoch), told);
  if (asPrinted.length === 0) return;
  if (
    (epoch.printed > 1 || decoded.length > 0) &&
    asPrinted.every((m) => printedOnce(m) && !hasLogarithm(m))
  ) {
    const values = asPrinted.map((m) => `${m.name} ${lastText(m)}`);
    yield quiet(values.join('   '));
  } else yield valueTable(asPrinted, series.unit, spanOf, told.full);
  yield* markBlocks(asPrinted, spanOf);
  yield* conditionBlocks(asPrinted);
  for (const metric of asPrinted.filter(
    (m) => m.rule === 'median' || m.rule === 'state' || m.rule === 'window',
  ))
    yield* once(ruleSentence(metric, epoch, series.unit), told);
  yield* meaningBlocks(asPrinted, told);
  if (asPrinted.some(hasLogarithm)) yield* once(LOGARITHM, told);
}

/** How the rows of a table are named. */
export interface Labels {
  /** Over their names. */
  readonly first: string;
  label(r: Interval): string;
}

/** Lines of whole epochs, of windows, of a run. */
export function* valueBlocks(
  series: UnrollSeries,
  epoch: UnrollEpoch,
  { first, label }: Labels,
  told: Told,
): Iterable<Block> {
  const { asPrinted, decoded } = parted(epoch);
  for (const metric of decoded) {
    yield metricTable(metric, series.unit, told.full);
    yield* markBlocks([metric], label);
    yield* once(ruleSentence(metric, epoch, series.unit), told);
  }
  if (asPrinted.length === 0) return;
  if (decoded.length > 0) yield GAP;
  yield valueTable(asPrinted, first, label, told.full);
  yield* markBlocks(asPrinted, label);
  yield* conditionBlocks(asPrinted);
  const averaged = asPrinted.find((m) => m.rule === 'window');
  if (averaged) yield* once(ruleSentence(averaged, epoch, series.unit), told);
  yield* meaningBlocks(asPrinted, told);
  if (asPrinted.some(hasLogarithm)) yield* once(LOGARITHM, told);
}

/** What the program says of its values; metrics of one meaning share a line. */
function* meaningBlocks(metrics: readonly UnrollMetric[], told: Told): Iterable<Block> {
  const names = new Map<string, string[]>();
  for (const { name, means, rule } of metrics)
    if (means !== undefined && rule !== 'window') names.set(means, [...(names.get(means) ?? []), name]);
  for (const [means, of] of names) yield* once(`${of.join(', ')}: ${means}.`, told);
}

function parted({ metrics }: UnrollEpoch): { asPrinted: UnrollMetric[]; decoded: UnrollMetric[] } {
  const isPrinted = (m: UnrollMetric) => VALUE_RULES.has(m.rule) || m.rule === 'window';
  return { asPrinted: metrics.filter(isPrinted), decoded: metrics.filter((m) => !isPrinted(m)) };
}

const spanOf = (r: Interval) => spanText(r.from, r.to);
const quiet = (text: string): Block => ({ kind: 'text', text, role: 'quiet', indent: 2 });
const warning = (text: string): Block => ({ kind: 'text', text, role: 'warning', indent: 2 });

/** Says a sentence once. */
function* once(text: string | undefined, { said }: Told): Iterable<Block> {
  if (!text || said.has(text)) return;
  said.add(text);
  yield { kind: 'text', text, indent: 2 };
}

/** What means depend on that are shown as they were printed. */
function* conditionBlocks(metrics: readonly UnrollMetric[]): Iterable<Block> {
  for (const metric of metrics.filter((m) => m.rule === 'window')) {
    const { conditional: one, conditions: count } = surveyOf(metric);
    if (one === undefined) continue;
    const rows = count === 1 ? spanOf(one) : `${spanOf(one)} and ${count - 1} more`;
    yield quiet(`${rows}: the mean of these steps if ${one.if}`);
  }
}

function* markBlocks(metrics: readonly UnrollMetric[], label: (r: Interval) => string): Iterable<Block> {
  let count = 0;
  for (const metric of metrics) {
    const { marked, marks } = surveyOf(metric);
    for (const r of marked.slice(0, Math.max(0, MARKS - count)))
      yield warning(`${label(r)}: ${markSentence(r.mark)}`);
    count += marks;
  }
  if (count > MARKS) yield warning(`and ${plural(count - MARKS, 'more mark')}`);
}

/** Where three means at least are known of steps of their own. */
function* chartOf(metric: UnrollMetric): Iterable<Block> {
  if (metric.rule === 'window' || [...first(3, ownMeans(metric))].length < 3) return;
  const points = {
    *[Symbol.iterator]() {
      for (const r of metric.intervals()) yield { at: r.to, value: r.printed };
    },
  };
  const spans = { [Symbol.iterator]: () => ownMeans(metric)[Symbol.iterator]() };
  const what = metric.rule === 'double' ? 'average of averages' : 'average';
  const legend = `o printed ${what}   ─ mean of the steps in between`;
  yield { kind: 'chart', data: { points, spans, label: (v) => numberText(v, 4) }, legend, indent: 2 };
}

/** Means of a line's own steps. */
function* ownMeans(metric: UnrollMetric): Iterable<{ from: number; to: number; value: number }> {
  for (const { from, to, mean, mean_from = from } of metric.intervals())
    if (mean !== undefined && mean_from >= from) yield { from, to, value: mean };
}

function* first<T>(count: number, items: Iterable<T>): Iterable<T> {
  let left = count;
  for (const item of items) {
    if (left-- <= 0) return;
    yield item;
  }
}

function printedOnce(metric: UnrollMetric): boolean {
  return [...first(2, metric.intervals())].length === 1;
}
