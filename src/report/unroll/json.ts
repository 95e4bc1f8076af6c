/** `unroll` for scripts: JSON written piece by piece, and CSV with a row per interval. */
import { stringify } from 'csv-stringify/sync';
import { jsonNumber, jsonText } from '../json.js';
import { movingSentence } from './aside.js';
import { clueText } from './clues.js';
import { markSentence } from './marks.js';
import type {
  Alternative,
  Interval,
  Redraw,
  UnrollEpoch,
  UnrollMetric,
  UnrollReport,
  UnrollSeries,
} from './model.js';
import { noteSentence, ruleSentence, weightsSentence } from './notes.js';
import { perplexitySentence } from './perplexity.js';
import { redrawSentence } from './redraw.js';

/** The report of schema/unroll.schema.json. A log of millions of lines is never held as one text. */
export function* unrollJson(report: UnrollReport, version: string): Iterable<string> {
  const { versions } = report;
  const head = {
    schema: 'lossaudit/unroll@1',
    tool: { name: 'lossaudit', version },
    log: report.log,
    ...(versions ? { versions: { range: versions.range, why: versions.why.map(clueText) } } : {}),
  };
  yield `${jsonText(head).slice(0, -2)},\n  "series": [`;
  yield* joined(report.series, seriesJson);
  yield '],\n';
  const weights = report.output_weights.map((w) => ({ ...w, ...weightsSentence(w) }));
  const tail = {
    output_weights: weights,
    moving_averages: report.moving_averages.map((m) => ({ ...m, sentence: movingSentence(m) })),
    perplexities: report.perplexities.map((p) => ({ ...p, sentence: perplexitySentence(p) })),
    ...(report.matches ? { matches: report.matches } : {}),
    notes: report.notes.map((code) => ({ code, message: noteSentence(code) })),
    left_aside: report.left_aside,
  };
  yield `${jsonText(tail).slice(2)}\n`;
}

function* joined<T>(items: Iterable<T>, one: (item: T) => Iterable<string>): Iterable<string> {
  let first = true;
  for (const item of items) {
    if (!first) yield ',';
    first = false;
    yield* one(item);
  }
}

function* seriesJson(series: UnrollSeries): Iterable<string> {
  const { format, title, kind, unit, metrics, epoch_count, rows } = series;
  const head = { format, title, kind, unit, metrics, epoch_count, rows };
  yield `\n    ${jsonText(head, 0).slice(0, -1)},"epochs":[`;
  yield* joined(series.epochs(), (epoch) => epochJson(epoch, series));
  yield ']}';
}

function* epochJson(epoch: UnrollEpoch, series: UnrollSeries): Iterable<string> {
  const { metrics, steps: _, redraw, ...head } = epoch;
  const facts = { ...head, ...(redraw ? redrawFacts(redraw) : {}) };
  yield `\n      ${jsonText(facts, 0).slice(0, -1)},"metrics":[`;
  yield* joined(metrics, (metric) => metricJson(metric, epoch, series));
  yield ']}';
}

/** Its sentence stands in both. */
function redrawFacts(redraw: Redraw) {
  const { every, milliseconds_per_step } = redraw;
  const why = redrawSentence(redraw);
  return { redraw: { why, every, milliseconds_per_step }, missing: why };
}

function* metricJson(metric: UnrollMetric, epoch: UnrollEpoch, series: UnrollSeries): Iterable<string> {
  const { name, rule, means } = metric;
  const sentence = ruleSentence(metric, epoch, series.unit);
  yield `\n        ${jsonText({ name, rule, means, sentence }, 0).slice(0, -1)},"intervals":[`;
  let first = true;
  let text = '';
  for (const interval of metric.intervals()) {
    text += `${first ? '' : ','}\n          ${intervalJson(interval)}`;
    first = false;
    if (text.length < 1 << 16) continue;
    yield text;
    text = '';
  }
  yield `${text}]}`;
}

/** What jsonText gives, without its cost: a log has millions of them. */
function intervalJson(r: Interval): string {
  const { from, to, epoch, printed, mean, mean_from, bound, range, running, running_bound } = r;
  // Most numbers of a line are alike, and to write one takes most of the time.
  const start = String(from);
  const value = jsonNumber(printed);
  let text = `{"from":${start},"to":${to === from ? start : String(to)}`;
  if (epoch !== undefined) text += `,"epoch":${jsonNumber(epoch)}`;
  text += `,"printed":${value}`;
  if (mean !== undefined) text += `,"mean":${mean === printed ? value : jsonNumber(mean)}`;
  if (mean_from !== undefined) text += `,"mean_from":${mean_from === from ? start : String(mean_from)}`;
  if (bound !== undefined) text += `,"bound":${jsonNumber(bound)}`;
  if (r.if !== undefined) text += `,"if":${JSON.stringify(r.if)}`;
  if (range !== undefined) text += `,"range":[${jsonNumber(range[0])},${jsonNumber(range[1])}]`;
  if (running !== undefined) text += `,"running":${jsonNumber(running)}`;
  if (running_bound !== undefined) text += `,"running_bound":${jsonNumber(running_bound)}`;
  if (r.log !== undefined) text += `,"log":${jsonNumber(r.log)}`;
  if (r.log_bound !== undefined) text += `,"log_bound":${jsonNumber(r.log_bound)}`;
  if (r.alternatives !== undefined) text += `,"alternatives":${jsonText(r.alternatives, 0)}`;
  if (r.mark !== undefined) text += `,"mark":${JSON.stringify(markSentence(r.mark))}`;
  return `${text}}`;
}

const COLUMNS = [
  'series',
  'epoch',
  'metric',
  'rule',
  'from',
  'to',
  'printed',
  'mean',
  'mean_from',
  'bound',
  'if',
  'range_low',
  'range_high',
  'running',
  'running_bound',
  'alternatives',
  'mark',
] as const;
/** Behind them where a metric is a perplexity. */
const LOGARITHMS = ['log', 'log_bound'] as const;

/** One row per printed value, with a header row. */
export function* unrollCsv(report: UnrollReport): Iterable<string> {
  const { logarithms } = report;
  yield stringify([[...COLUMNS, ...(logarithms ? LOGARITHMS : [])]]);
  for (const series of report.series) {
    for (const epoch of series.epochs()) {
      for (const metric of epoch.metrics) yield* csvRows(series, epoch, metric, logarithms);
    }
  }
}

/** Texts are quoted where they must be; numbers never must, and there are millions of them. */
function* csvRows(
  series: UnrollSeries,
  epoch: UnrollEpoch,
  metric: UnrollMetric,
  logarithms: boolean,
): Iterable<string> {
  const name = csvText(series.format);
  const metricName = csvText(metric.name);
  let text = '';
  for (const r of metric.intervals()) {
    // Without a counter in the log they only number the lines.
    const [from, to] = series.unit === 'line' ? [undefined, undefined] : [r.from, r.to];
    const { printed, mean, mean_from, bound, running, running_bound } = r;
    const condition = r.if === undefined ? '' : csvText(r.if);
    const [low, high] = r.range ?? ['', ''];
    const averages = `${mean ?? ''},${mean_from ?? ''},${bound ?? ''},${condition},${low},${high},${running ?? ''},${running_bound ?? ''}`;
    const cells = `${from ?? ''},${to ?? ''},${printed},${averages}`;
    const mark = r.mark === undefined ? '' : csvText(markSentence(r.mark));
    const ways = r.alternatives === undefined ? '' : csvText(r.alternatives.map(wayText).join('; '));
    const logarithm = logarithms ? `,${r.log ?? ''},${r.log_bound ?? ''}` : '';
    text += `${name},${r.epoch ?? epoch.epoch},${metricName},${metric.rule},${cells},${ways},${mark}${logarithm}\n`;
    if (text.length < 1 << 16) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** A spreadsheet runs what begins like a formula: such a text gets an apostrophe in front. */
function csvText(text: string): string {
  return stringify([[text]], { escape_formulas: true }).slice(0, -1);
}

function wayText({ if: condition, mean, bound, range }: Alternative): string {
  if (mean === undefined) return `${condition}: not known`;
  return (
    `${condition}: ${mean} ± ` +
    `${bound ?? ''}${range ? ` (${range[0]} … ${range[1]} for every last batch)` : ''}`
  );
}
