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
const ALTERNATIVES = key('alternatives');
const OPEN = Buffer.from('[{');
const NEXT = Buffer.from(',{');
const CLOSE = Buffer.from(']');
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
  boundField(KEYS.bound, r.bound, out);
  if (r.if !== undefined) out.bytes(conditions.of(r.if));
  if (r.range !== undefined) out.text(`,"range":${jsonText(r.range, 0)}`);
  field(KEYS.running, r.running, out);
  boundField(KEYS.running_bound, r.running_bound, out);
  field(KEYS.log, r.log, out);
  boundField(KEYS.log_bound, r.log_bound, out);
  if (r.alternatives !== undefined) alternativesJson(r.alternatives, out);
  if (r.mark !== undefined) out.text(`,"mark":${JSON.stringify(markSentence(r.mark))}`);
  out.bytes(END);
}

function alternativesJson(alternatives: readonly Alternative[], out: TextBytes): void {
  out.bytes(ALTERNATIVES);
  let open = OPEN;
  for (const a of alternatives) {
    out.bytes(open);
    out.bytes(ways.of(a.if));
    field(KEYS.mean, a.mean, out);
    field(KEYS.mean_from, a.mean_from, out);
    boundField(KEYS.bound, a.bound, out);
    if (a.range !== undefined) out.text(`,"range":${jsonText(a.range, 0)}`);
    out.bytes(END);
    open = NEXT;
  }
  out.bytes(CLOSE);
}

/** Texts of which many rows have the same: writing one takes longer than all its numbers. */
class KnownTexts {
  private readonly known = new Map<string, Uint8Array>();
  private last: string | undefined;
  private bytes: Uint8Array = new Uint8Array();

  constructor(private readonly written: (text: string) => string) {}

  of(text: string): Uint8Array {
    if (text === this.last) return this.bytes;
    let bytes = this.known.get(text);
    if (!bytes) {
      if (this.known.size >= MOST_KNOWN) this.known.clear();
      bytes = Buffer.from(this.written(text));
      this.known.set(text, bytes);
    }
    [this.last, this.bytes] = [text, bytes];
    return bytes;
  }
}

const MOST_KNOWN = 1000;
const ways = new KnownTexts((text) => `"if":${JSON.stringify(text)}`);
const conditions = new KnownTexts((text) => `,"if":${JSON.stringify(text)}`);

function field(name: Uint8Array, x: number | undefined, out: TextBytes): void {
  if (x === undefined) return;
  out.bytes(name);
  if (Number.isFinite(x)) out.number(x);
  else out.text(jsonNumber(x));
}

function boundField(name: Uint8Array, x: number | undefined, out: TextBytes): void {
  if (x === undefined) return;
  out.bytes(name);
  if (Number.isFinite(x)) out.bound(x);
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
  const format = cells.of(series.format);
  const named = cells.of(metric.name);
  const rule = Buffer.from(`,${metric.rule},`);
  const cell = (x: number | undefined) => {
    if (x !== undefined) out.number(x);
    out.bytes(COMMA);
  };
  for (const r of metric.intervals()) {
    // Without a counter in the log they only number the lines.
    const counted = series.unit !== 'line';
    out.bytes(format);
    out.bytes(COMMA);
    out.number(r.epoch ?? epoch.epoch);
    out.bytes(COMMA);
    out.bytes(named);
    out.bytes(rule);
    cell(counted ? r.from : undefined);
    cell(counted ? r.to : undefined);
    cell(r.printed);
    cell(r.mean);
    cell(r.mean_from);
    if (r.bound !== undefined) out.bound(r.bound);
    out.bytes(COMMA);
    if (r.if !== undefined) out.bytes(cells.of(r.if));
    out.bytes(COMMA);
    cell(r.range?.[0]);
    cell(r.range?.[1]);
    cell(r.running);
    if (r.running_bound !== undefined) out.bound(r.running_bound);
    out.bytes(COMMA);
    if (r.alternatives !== undefined) alternativesCell(r.alternatives, out);
    out.bytes(COMMA);
    if (r.mark !== undefined) out.bytes(cells.of(markSentence(r.mark)));
    if (logarithms) {
      out.bytes(COMMA);
      if (r.log !== undefined) out.number(r.log);
      out.bytes(COMMA);
      if (r.log_bound !== undefined) out.bound(r.log_bound);
    }
    out.bytes(NEWLINE);
    if (out.full) yield out.take();
  }
  yield out.take();
}

const NEWLINE = Buffer.from('\n');

/** A spreadsheet runs what begins like a formula: such a text gets an apostrophe in front. */
function csvText(text: string): string {
  return stringify([[text]], { escape_formulas: true }).slice(0, -1);
}

const cells = new KnownTexts(csvText);

/** Their texts are words that hold commas, and neither quotes nor what begins a formula. */
function alternativesCell(alternatives: readonly Alternative[], out: TextBytes): void {
  const quoted = alternatives.some((a) => a.if.includes(','));
  if (quoted) out.bytes(QUOTE);
  alternatives.forEach((a, i) => {
    if (i > 0) out.bytes(SEMICOLON);
    out.bytes(words.of(a.if));
    if (a.mean === undefined) out.bytes(NOT_KNOWN);
    else wayCell(a.mean, a, out);
  });
  if (quoted) out.bytes(QUOTE);
}

function wayCell(mean: number, { bound, range }: Alternative, out: TextBytes): void {
  out.bytes(COLON);
  out.number(mean);
  out.bytes(WITHIN);
  if (bound !== undefined) out.bound(bound);
  if (range) out.text(` (${range[0]} … ${range[1]} for every last batch)`);
}

const words = new KnownTexts((text) => text);
const QUOTE = Buffer.from('"');
const SEMICOLON = Buffer.from('; ');
const COLON = Buffer.from(': ');
const WITHIN = Buffer.from(' ± ');
const NOT_KNOWN = Buffer.from(': not known');
