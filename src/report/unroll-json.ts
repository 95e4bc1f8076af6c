/** `unroll` for scripts: JSON written piece by piece, and CSV with a row per interval. */
import { stringify } from 'csv-stringify/sync';
import { jsonText } from './json.js';
import type { Interval, UnrollEpoch, UnrollMetric, UnrollReport, UnrollSeries } from './unroll-model.js';
import { missingSentence, noteSentence, ruleSentence, weightsSentence } from './unroll-notes.js';

/** The report of schema/unroll.schema.json. A log of millions of lines is never held as one text. */
export function* unrollJson(report: UnrollReport, version: string): Iterable<string> {
  const head = {
    schema: 'lossaudit/unroll@1',
    tool: { name: 'lossaudit', version },
    log: report.log,
    ...(report.versions ? { versions: report.versions } : {}),
  };
  yield `${jsonText(head).slice(0, -2)},\n  "series": [`;
  yield* joined(report.series, seriesJson);
  yield '],\n';
  const weights = report.output_weights.map((w) => ({ ...w, ...weightsSentence(w) }));
  const tail = {
    output_weights: weights,
    ...(report.matches ? { matches: report.matches } : {}),
    notes: report.notes.map((code) => ({ code, message: noteSentence(code) })),
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
  const { metrics, ...head } = epoch;
  const missing = missingSentence(epoch, series.unit);
  const facts = { ...head, ...(missing ? { missing } : {}) };
  yield `\n      ${jsonText(facts, 0).slice(0, -1)},"metrics":[`;
  yield* joined(metrics, (metric) => metricJson(metric, epoch, series));
  yield ']}';
}

function* metricJson(metric: UnrollMetric, epoch: UnrollEpoch, series: UnrollSeries): Iterable<string> {
  const { name, rule } = metric;
  const sentence = ruleSentence(metric, epoch, series.unit);
  yield `\n        ${jsonText({ name, rule, sentence }, 0).slice(0, -1)},"intervals":[`;
  let first = true;
  let text = '';
  for (const interval of metric.intervals()) {
    text += `${first ? '' : ','}\n          ${jsonText(interval, 0)}`;
    first = false;
    if (text.length < 1 << 16) continue;
    yield text;
    text = '';
  }
  yield `${text}]}`;
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
  'running',
  'running_bound',
  'mark',
] as const;

/** One row per printed value, with a header row. */
export function* unrollCsv(report: UnrollReport): Iterable<string> {
  yield stringify([[...COLUMNS]]);
  for (const series of report.series) {
    for (const epoch of series.epochs()) {
      for (const metric of epoch.metrics) {
        let rows: string[][] = [];
        for (const interval of metric.intervals()) {
          rows.push(rowOf(series, epoch, metric, interval));
          if (rows.length < 1024) continue;
          yield stringify(rows);
          rows = [];
        }
        yield stringify(rows);
      }
    }
  }
}

function rowOf(series: UnrollSeries, epoch: UnrollEpoch, metric: UnrollMetric, interval: Interval): string[] {
  const row: Partial<Record<(typeof COLUMNS)[number], string | number>> = {
    ...interval,
    series: series.format,
    epoch: interval.epoch ?? epoch.epoch,
    metric: metric.name,
    rule: metric.rule,
  };
  return COLUMNS.map((c) => (row[c] === undefined ? '' : String(row[c])));
}
