/** `unroll` for people: the printed averages, and beside them the means of the steps in between. */
import { Chalk, type ChalkInstance } from 'chalk';
import { printable } from '../../text/printable.js';
import { chartLines } from '../layout/chart.js';
import { numberText, plural } from '../layout/numbers.js';
import { wrapText } from '../layout/wrap.js';
import { asideSentence, movingSentence } from './aside.js';
import { clueText } from './clues.js';
import { markSentence } from './marks.js';
import {
  type Interval,
  type LineMatch,
  type Matches,
  type UnrollEpoch,
  type UnrollMetric,
  type UnrollReport,
  type UnrollSeries,
  VALUE_RULES,
} from './model.js';
import { missingSentence, noteSentence, ruleSentence, weightsSentence } from './notes.js';
import { epochTable, lastOf, metricTable, span, type TableStyle, valueTable, valueText } from './tables.js';

export interface UnrollTextOptions {
  readonly width: number;
  readonly colour: boolean;
  readonly full: boolean;
}

/** Shown in detail without --full. */
const EPOCHS = 3;
const METRICS = 3;
const MARKS = 5;
const UNMATCHED = 8;
const CHART_HEIGHT = 9;

/** Pieces of text, each of whole lines. */
export function* unrollText(report: UnrollReport, options: UnrollTextOptions): Iterable<string> {
  for (const line of new Printer(report, options).lines()) yield `${line.trimEnd()}\n`;
}

class Printer {
  private readonly style: ChalkInstance;
  private readonly tables: TableStyle;
  /** What has been said of an earlier epoch is not said again. */
  private readonly said = new Set<string>();

  constructor(
    private readonly report: UnrollReport,
    private readonly options: UnrollTextOptions,
  ) {
    this.style = new Chalk({ level: options.colour ? 1 : 0 });
    this.tables = { width: options.width, full: options.full, dim: this.style.dim };
  }

  *lines(): Iterable<string> {
    const { report, style } = this;
    yield* this.header();
    for (const series of report.series) {
      yield* series.kind === 'progress' ? this.progress(series) : this.plain(series);
    }
    for (const w of report.output_weights) {
      const { equation, sentence } = weightsSentence(w);
      yield '';
      yield* this.wrapped(style.bold, equation, 2);
      yield* this.wrapped(plainText, sentence, 2);
    }
    for (const m of report.moving_averages) {
      yield '';
      yield* this.wrapped(plainText, printable(movingSentence(m)), 2);
    }
    if (report.matches) yield* this.matches(report.matches);
    if (report.notes.length > 0) yield '';
    for (const code of report.notes) yield* this.wrapped(style.yellow, noteSentence(code), 2);
  }

  private *wrapped(style: (text: string) => string, text: string, indent: number): Iterable<string> {
    for (const line of wrapText(text, this.options.width - indent)) yield ' '.repeat(indent) + style(line);
  }

  /** Says a sentence once. */
  private *once(text: string | undefined): Iterable<string> {
    if (!text || this.said.has(text)) return;
    this.said.add(text);
    yield* this.wrapped(plainText, text, 2);
  }

  private *header(): Iterable<string> {
    const { log, versions, series } = this.report;
    const [main] = series;
    const what = versions ? `${versions.range} ${main.form_title ? main.title : ''}`.trim() : main.title;
    const file = printable(log.file);
    const parts = [file, what, countText(main)].filter(Boolean);
    yield* this.wrapped((s) => s.replace(file, this.style.bold(file)), parts.join('    '), 0);
    if (versions && versions.why.length > 0)
      yield* this.wrapped(this.style.dim, `${versions.range}: ${versions.why.map(clueText).join('; ')}`, 0);
    const unknown = log.lines - log.recognised;
    if (unknown > 0) yield this.style.dim(`${plural(unknown, 'other line')} left aside`);
    for (const aside of this.report.left_aside) {
      const sentence = asideSentence(aside);
      if (sentence) yield* this.wrapped(this.style.dim, printable(sentence), 0);
    }
  }

  private *progress(series: UnrollSeries): Iterable<string> {
    const several = series.epoch_count > 1;
    if (this.report.series.length > 1) {
      yield '';
      yield this.style.dim(`  ${series.title}`);
    }
    if (several) {
      yield '';
      yield* epochTable(series, this.tables);
    }
    const detailed = this.options.full ? Number.POSITIVE_INFINITY : EPOCHS;
    let index = 0;
    for (const epoch of series.epochs()) {
      const last = index === series.epoch_count - 1;
      index++;
      if (series.epoch_count > detailed && index > 1 && !last) continue;
      if (epoch.metrics.length === 0) continue;
      yield '';
      if (several) yield this.style.bold(`  epoch ${epoch.epoch}${epoch.epochs ? ` of ${epoch.epochs}` : ''}`);
      yield* this.epoch(series, epoch);
    }
  }

  private *epoch(series: UnrollSeries, epoch: UnrollEpoch): Iterable<string> {
    const asPrinted = epoch.metrics.filter((m) => VALUE_RULES.has(m.rule) || m.rule === 'window');
    const decoded = epoch.metrics.filter((m) => !asPrinted.includes(m));
    const shown = this.options.full ? decoded : decoded.slice(0, METRICS);
    for (const [i, metric] of shown.entries()) {
      if (i > 0) yield '';
      yield* metricTable(metric, series.unit, this.tables);
      yield* this.marks([metric], (r) => span(r.from, r.to));
      if (i === 0) yield* this.chart(metric);
      yield* this.once(ruleSentence(metric, epoch, series.unit));
    }
    if (shown.length < decoded.length) {
      const more = decoded.slice(shown.length).map((m) => m.name);
      yield* this.wrapped(this.style.dim, `--full shows ${more.join(', ')} as well.`, 2);
    }
    yield* this.once(missingSentence(epoch));
    if (asPrinted.length === 0) return;
    if ((epoch.printed > 1 || decoded.length > 0) && asPrinted.every(printedOnce)) {
      const values = asPrinted.map((m) => `${m.name} ${valueText(lastOf(m) ?? Number.NaN)}`);
      yield* this.wrapped(this.style.dim, values.join('   '), 2);
    } else yield* valueTable(asPrinted, series.unit, (r) => span(r.from, r.to), this.tables);
    yield* this.marks(asPrinted, (r) => span(r.from, r.to));
    yield* this.conditions(asPrinted);
    for (const metric of asPrinted.filter((m) => m.rule === 'median' || m.rule === 'state' || m.rule === 'window'))
      yield* this.once(ruleSentence(metric, epoch, series.unit));
  }

  /** What means depend on that are shown as they were printed. */
  private *conditions(metrics: readonly UnrollMetric[]): Iterable<string> {
    for (const metric of metrics.filter((m) => m.rule === 'window')) {
      let one: Interval | undefined;
      let count = 0;
      for (const r of metric.intervals()) {
        if (r.if === undefined) continue;
        one ??= r;
        count++;
      }
      if (one === undefined) continue;
      const rows = count === 1 ? span(one.from, one.to) : `${span(one.from, one.to)} and ${count - 1} more`;
      yield* this.wrapped(this.style.dim, `${rows}: the mean of these steps if ${one.if}`, 2);
    }
  }

  private *marks(metrics: readonly UnrollMetric[], label: (r: Interval) => string): Iterable<string> {
    let count = 0;
    for (const metric of metrics) {
      for (const r of metric.intervals()) {
        if (!r.mark || ++count > MARKS) continue;
        yield* this.wrapped(this.style.yellow, `${label(r)}: ${markSentence(r.mark)}`, 2);
      }
    }
    if (count > MARKS) yield this.style.yellow(`  and ${plural(count - MARKS, 'more mark')}`);
  }

  private *chart(metric: UnrollMetric): Iterable<string> {
    if (metric.rule === 'window' || [...first(3, ownMeans(metric))].length < 3) return;
    const points = {
      *[Symbol.iterator]() {
        for (const r of metric.intervals()) yield { at: r.to, value: r.printed };
      },
    };
    const spans = { [Symbol.iterator]: () => ownMeans(metric)[Symbol.iterator]() };
    const data = { points, spans, label: (v: number) => numberText(v, 4) };
    const lines = chartLines(data, this.options.width - 4, CHART_HEIGHT);
    if (lines.length === 0) return;
    yield '';
    for (const line of lines) yield `  ${this.style.dim(line)}`;
    const what = metric.rule === 'double' ? 'average of averages' : 'average';
    yield* this.wrapped(this.style.dim, `o printed ${what}   ─ mean of the steps in between`, 2);
    yield '';
  }

  /** Lines of whole epochs, of windows, of a run. */
  private *plain(series: UnrollSeries): Iterable<string> {
    const window = series.kind === 'window';
    const label = (r: Interval) => {
      const epoch = r.epoch === undefined ? '' : `epoch ${numberText(r.epoch, 6)}`;
      const steps = window && series.unit === 'step' ? span(r.from, r.to) : '';
      if (epoch && steps) return `${epoch}, ${r.from === r.to ? 'step' : 'steps'} ${steps}`;
      return epoch || steps || String(r.to);
    };
    for (const epoch of series.epochs()) {
      yield '';
      yield this.style.dim(`  ${series.title}`);
      const asPrinted = epoch.metrics.filter((m) => VALUE_RULES.has(m.rule) || m.rule === 'window');
      const decoded = epoch.metrics.filter((m) => !asPrinted.includes(m));
      for (const metric of decoded) {
        yield* metricTable(metric, series.unit, this.tables);
        yield* this.marks([metric], label);
        yield* this.once(ruleSentence(metric, epoch, series.unit));
      }
      if (asPrinted.length === 0) continue;
      if (decoded.length > 0) yield '';
      yield* valueTable(asPrinted, window ? (series.unit === 'step' ? 'at' : '') : series.unit, label, this.tables);
      yield* this.marks(asPrinted, label);
      yield* this.conditions(asPrinted);
      const averaged = asPrinted.find((m) => m.rule === 'window');
      if (averaged) yield* this.once(ruleSentence(averaged, epoch, series.unit));
    }
  }

  private *matches(matches: Matches): Iterable<string> {
    const { rules, lines, compared, reproduced, batches, batch_size, other_epochs } = matches;
    yield '';
    const title = this.style.bold('against the arrays');
    yield `  ${title}    ${plural(batches, 'batch')} of ${batch_size}: ${reproduced} of ${plural(compared, 'printed value')} reproduced`;
    for (const rule of rules) yield* this.wrapped(plainText, `${rule.lines} of ${compared}  ${rule.title}`, 4);
    if (other_epochs)
      yield* this.wrapped(
        plainText,
        `The arrays are of one epoch; of ${epochsText(other_epochs)} they give no value, so ${other_epochs.length === 1 ? 'it is' : 'they are'} not compared.`,
        2,
      );
    const unmatched = lines.filter((l) => l.rules.length === 0);
    for (const line of unmatched.slice(0, UNMATCHED)) yield* this.wrapped(this.style.yellow, missText(line), 2);
    const more = compared - reproduced - Math.min(unmatched.length, UNMATCHED);
    if (more > 0) yield this.style.yellow(`  and ${plural(more, 'more value')} that no rule gives`);
  }
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

const plainText = (text: string) => text;

function countText(main: UnrollSeries): string {
  if (main.kind !== 'progress') return plural(main.rows, 'line');
  const epochs = plural(main.epoch_count, 'epoch');
  const [only] = main.epoch_count === 1 ? main.epochs() : [];
  return only?.total && main.unit === 'step' && only.steps !== undefined
    ? `${epochs}, ${only.steps} of ${plural(only.total, main.unit)} printed`
    : `${epochs}, ${plural(main.rows, 'line')}`;
}

function epochsText(epochs: readonly number[]): string {
  const [first] = epochs;
  const last = epochs[epochs.length - 1];
  if (epochs.length === 1) return `epoch ${first}`;
  return last - first === epochs.length - 1 ? `epochs ${first} – ${last}` : `${epochs.length} epochs`;
}

function missText({ epoch, step, metric, printed, nearest }: LineMatch): string {
  const place = `epoch ${epoch}, step ${step}: ${metric} ${valueText(printed)}`;
  return `${place} is given by no rule; the nearest is ${numberText(nearest, 6)}`;
}
