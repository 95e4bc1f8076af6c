/**
 * `unroll` as a document: the printed averages, and beside them the means of the steps in between. A
 * metric's intervals are decoded anew for each question that is put to them (table, marks, chart,
 * sentence): a log has millions, and decoding one is cheaper than holding it. What a table shows is all
 * that is ever held.
 */
import { spanText } from '../../text/sentence.js';
import { type Block, type Document, GAP } from '../layout/document.js';
import { numberText, plural } from '../layout/numbers.js';
import { asideSentence, movingSentence } from './aside.js';
import { clueText } from './clues.js';
import { epochBlocks, type Told, valueBlocks } from './epoch.js';
import { matchBlocks } from './matches.js';
import type { Interval, UnrollReport, UnrollSeries } from './model.js';
import { noteSentence, weightsSentence } from './notes.js';
import { perplexitySentence } from './perplexity.js';
import { epochTable } from './tables.js';

export interface UnrollDocumentOptions {
  /** Every epoch, metric and line. */
  readonly full: boolean;
}

/** Epochs shown in detail without `full`. */
const EPOCHS = 3;

export function* unrollDocument(report: UnrollReport, { full }: UnrollDocumentOptions): Document {
  yield* headOf(report);
  const told: Told = { full, said: new Set() };
  const titled = report.series.length > 1;
  for (const series of report.series)
    yield* series.kind === 'progress' ? progressOf(series, titled, told) : linesOf(series, told);
  for (const w of report.output_weights) {
    const { equation, sentence } = weightsSentence(w);
    yield GAP;
    yield { kind: 'text', text: equation, role: 'strong', indent: 2 };
    yield { kind: 'text', text: sentence, indent: 2 };
  }
  for (const m of report.moving_averages) {
    yield GAP;
    yield { kind: 'text', text: movingSentence(m), indent: 2 };
  }
  for (const p of report.perplexities) {
    yield GAP;
    yield { kind: 'text', text: perplexitySentence(p), indent: 2 };
  }
  if (report.matches) yield* matchBlocks(report.matches);
  if (report.notes.length > 0) yield GAP;
  for (const code of report.notes)
    yield { kind: 'text', text: noteSentence(code), role: 'warning', indent: 2 };
}

function* headOf({ log, versions, series, left_aside }: UnrollReport): Iterable<Block> {
  const [main] = series;
  const title = main?.title ?? '';
  const what = versions ? `${versions.range} ${main?.form_title ? title : ''}`.trim() : title;
  const facts = [what, main ? countText(main) : ''].filter(Boolean);
  yield { kind: 'heading', level: 1, title: log.file, facts };
  if (versions && versions.why.length > 0)
    yield {
      kind: 'text',
      text: `${versions.range}: ${versions.why.map(clueText).join('; ')}`,
      role: 'quiet',
    };
  const unknown = log.lines - log.recognised;
  if (unknown > 0) yield { kind: 'text', text: `${plural(unknown, 'other line')} left aside`, role: 'quiet' };
  for (const aside of left_aside) {
    const sentence = asideSentence(aside);
    if (sentence) yield { kind: 'text', text: sentence, role: 'quiet' };
  }
}

function countText(main: UnrollSeries): string {
  if (main.kind !== 'progress') return plural(main.rows, 'line');
  const epochs = plural(main.epoch_count, 'epoch');
  const [only] = main.epoch_count === 1 ? main.epochs() : [];
  return only?.total && main.unit === 'step' && only.steps !== undefined
    ? `${epochs}, ${only.steps} of ${plural(only.total, main.unit)} printed`
    : `${epochs}, ${plural(main.rows, 'line')}`;
}

function titleOf(series: UnrollSeries): Block {
  return { kind: 'heading', level: 2, title: series.title, role: 'quiet', indent: 2 };
}

function* progressOf(series: UnrollSeries, titled: boolean, told: Told): Iterable<Block> {
  const several = series.epoch_count > 1;
  if (titled) {
    yield GAP;
    yield titleOf(series);
  }
  if (several) {
    yield GAP;
    yield epochTable(series, told.full);
  }
  const detailed = told.full ? Number.POSITIVE_INFINITY : EPOCHS;
  let index = 0;
  for (const epoch of series.epochs()) {
    const last = index === series.epoch_count - 1;
    index++;
    if (series.epoch_count > detailed && index > 1 && !last) continue;
    if (epoch.metrics.length === 0) continue;
    const title = `epoch ${epoch.epoch}${epoch.epochs ? ` of ${epoch.epochs}` : ''}`;
    yield GAP;
    if (several) yield { kind: 'heading', level: 3, title, indent: 2 };
    yield* epochBlocks(series, epoch, told);
  }
}

/** Lines of whole epochs, of windows, of a run. */
function* linesOf(series: UnrollSeries, told: Told): Iterable<Block> {
  const window = series.kind === 'window';
  const label = (r: Interval) => {
    const epoch = r.epoch === undefined ? '' : `epoch ${numberText(r.epoch, 6)}`;
    const steps = window && series.unit === 'step' ? spanText(r.from, r.to) : '';
    if (epoch && steps) return `${epoch}, ${r.from === r.to ? 'step' : 'steps'} ${steps}`;
    return epoch || steps || String(r.to);
  };
  const first = window ? (series.unit === 'step' ? 'at' : '') : series.unit;
  for (const epoch of series.epochs()) {
    yield GAP;
    yield titleOf(series);
    yield* valueBlocks(series, epoch, { first, label }, told);
  }
}
