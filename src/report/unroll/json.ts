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
import { TextBytes } from './text-bytes.js';

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
  const { name, rule, means, unit } = metric;
  const sentence = ruleSentence(metric, epoch, series.unit);
  yield `\n        ${jsonText({ name, rule, means, unit, sentence }, 0).slice(0, -1)},"intervals":[`;
  const out = new TextBytes();
  let first = true;
  for (const interval of metric.intervals()) {
    if (!first) out.bytes(COMMA);
    first = false;
    intervalJson(interval, out);
    if (out.full) yield out.take();
  }
  yield `${out.take()}]}`;
}

const key = (name: string) => Buffer.from(`,"${name}":`);
const KEYS = {
  to: key('to'),
  epoch: key('epoch'),
  printed: key('printed'),
  mean: key('mean'),
  mean_from: key('mean_from'),
  bound: key('bound'),
  running: key('running'),
  running_bound: key('running_bound'),
  log: key('log'),
  log_bound: key('log_bound'),
};
const COMMA = Buffer.from(',');
const FROM = Buffer.from('\n          {"from":');
const END = Buffer.from('}');

/** What jsonText gives, without its cost: a log has millions of them. */
function intervalJson(r: Interval, out: TextBytes): void {
  out.bytes(FROM);
  out.number(r.from);
  field(KEYS.to, r.to, out);
  field(KEYS.epoch, r.epoch, out);
  field(KEYS.printed, r.printed, out);
  field(KEYS.mean, r.mean, out);
  field(KEYS.mean_from, r.mean_from, out);
  field(KEYS.bound, r.bound, out);
  if (r.if !== undefined) out.text(`,"if":${JSON.stringify(r.if)}`);
  if (r.range !== undefined) out.text(`,"range":${jsonText(r.range, 0)}`);
  field(KEYS.running, r.running, out);
  field(KEYS.running_bound, r.running_bound, out);
  field(KEYS.log, r.log, out);
  field(KEYS.log_bound, r.log_bound, out);
  if (r.alternatives !== undefined) out.text(`,"alternatives":${jsonText(r.alternatives, 0)}`);
  if (r.mark !== undefined) out.text(`,"mark":${JSON.stringify(markSentence(r.mark))}`);
  out.bytes(END);
}

function field(name: Uint8Array, x: number | undefined, out: TextBytes): void {
  if (x === undefined) return;
  out.bytes(name);
  if (Number.isFinite(x)) out.number(x);
  else out.text(jsonNumber(x));
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
  const out = new TextBytes();
  const name = Buffer.from(`${csvText(series.format)},`);
  const head = Buffer.from(`,${csvText(metric.name)},${metric.rule},`);
  const cell = (x: number | undefined) => {
    if (x !== undefined) out.number(x);
    out.bytes(COMMA);
  };
  for (const r of metric.intervals()) {
    // Without a counter in the log they only number the lines.
    const counted = series.unit !== 'line';
    out.bytes(name);
    out.number(r.epoch ?? epoch.epoch);
    out.bytes(head);
    cell(counted ? r.from : undefined);
    cell(counted ? r.to : undefined);
    cell(r.printed);
    cell(r.mean);
    cell(r.mean_from);
    cell(r.bound);
    if (r.if !== undefined) out.text(csvText(r.if));
    out.bytes(COMMA);
    cell(r.range?.[0]);
    cell(r.range?.[1]);
    cell(r.running);
    cell(r.running_bound);
    if (r.alternatives !== undefined) out.text(csvText(r.alternatives.map(wayText).join('; ')));
    out.bytes(COMMA);
    if (r.mark !== undefined) out.text(csvText(markSentence(r.mark)));
    if (logarithms) out.text(`,${r.log ?? ''},${r.log_bound ?? ''}`);
    out.bytes(NEWLINE);
    if (out.full) yield out.take();
  }
  yield out.take();
}

const NEWLINE = Buffer.from('\n');

/** The texts of many lines are the same: quoting one takes longer than all its numbers. */
const quoted = new Map<string, string>();
const MOST_QUOTED = 1000;

/** A spreadsheet runs what begins like a formula: such a text gets an apostrophe in front. */
function csvText(text: string): string {
  const before = quoted.get(text);
  if (before !== undefined) return before;
  if (quoted.size >= MOST_QUOTED) quoted.clear();
  const cell = stringify([[text]], { escape_formulas: true }).slice(0, -1);
  quoted.set(text, cell);
  return cell;
}

function wayText({ if: condition, mean, bound, range }: Alternative): string {
  if (mean === undefined) return `${condition}: not known`;
  return (
    `${condition}: ${mean} ± ` +
    `${bound ?? ''}${range ? ` (${range[0]} … ${range[1]} for every last batch)` : ''}`
  );
}
