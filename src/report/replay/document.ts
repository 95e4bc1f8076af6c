/**
 * `replay` as a document: the epoch's numbers, the batches, what each loop makes of them, the last partial
 * batch, accumulation, the Trainer.
 */
import { type Block, type Document, GAP } from '../layout/document.js';
import { numberText, plural } from '../layout/numbers.js';
import { accumulationOf } from './accumulation.js';
import { cellsOf, numberColumn, replayTable, says, textColumn } from './blocks.js';
import type { PartialBatch, ReplayReport } from './model.js';
import { trainerOf } from './trainer.js';

export interface ReplayDocumentOptions {
  readonly digits: number;
  /** Every batch and window. */
  readonly full: boolean;
  /** What the Trainer of Hugging Face logs, too. */
  readonly trainer: boolean;
}

export function* replayDocument(report: ReplayReport, options: ReplayDocumentOptions): Document {
  yield* headOf(report);
  yield* answerOf(report, options.digits);
  yield* batchesOf(report, options);
  yield* loopsOf(report, options);
  if (report.partial) yield* partialOf(report.partial, report.whole, options);
  if (report.accumulation) yield* accumulationOf(report.accumulation, options);
  if (options.trainer) yield* trainerOf(report.trainer);
}

function* headOf({ input, batches, loop }: ReplayReport): Iterable<Block> {
  const size = input.batch_size === null ? '' : ` of ${input.batch_size}`;
  const rows = `${plural(input.rows, 'row')} in ${plural(batches.length, 'batch')}${size}`;
  // Of losses that are given the framework says only whose loop it is.
  const facts = [...(input.engine ? [input.framework] : []), rows];
  yield { kind: 'heading', level: 1, title: input.name || input.file, facts };
  yield { kind: 'text', text: `loop    ${loop.title} (${loop.source})`, role: 'quiet' };
}

/** What is printed, recorded and evaluated at the end of the epoch. */
function* answerOf(report: ReplayReport, digits: number): Iterable<Block> {
  const { last, verbose2, epoch, evaluate } = report;
  const { number } = cellsOf(digits);
  const ends = [
    `last line ${number(last)}`,
    ...(verbose2 === undefined ? [] : [`verbose=2 ${number(verbose2)}`]),
    `epoch's record ${number(epoch)}`,
    `evaluate ${number(evaluate)}`,
  ];
  yield GAP;
  yield { kind: 'facts', facts: ends, gap: 4, role: 'strong', indent: 2 };
}

function* batchesOf(report: ReplayReport, { digits, full }: ReplayDocumentOptions): Iterable<Block> {
  const { batches } = report;
  const { number, optional } = cellsOf(digits);
  const counted = batches.some((b) => b.counted !== undefined && b.counted !== b.rows);
  const columns = [
    textColumn('step'),
    numberColumn('rows'),
    ...(counted ? [numberColumn('counted')] : []),
    numberColumn('batch loss'),
    numberColumn('running average'),
    numberColumn('a line shows'),
  ];
  const rows = batches.map((b) => [
    String(b.step),
    String(b.rows),
    ...(counted ? [optional(b.counted)] : []),
    number(b.loss),
    number(b.running),
    number(b.shown),
  ]);
  yield GAP;
  yield replayTable(columns, rows, full ? undefined : 'batch');
}

function* loopsOf({ loops, loop }: ReplayReport, { digits }: ReplayDocumentOptions): Iterable<Block> {
  const { number } = cellsOf(digits);
  const columns = [
    textColumn('the same batches under'),
    ...['last line', 'record', 'evaluate'].map(numberColumn),
  ];
  const rows = loops.map((l) => [
    l.title === loop.title ? `${l.title}  ←` : l.title,
    number(l.last),
    number(l.epoch),
    number(l.evaluate),
  ]);
  yield GAP;
  yield replayTable(columns, rows);
}

function* partialOf(
  p: PartialBatch,
  whole: number | undefined,
  options: ReplayDocumentOptions,
): Iterable<Block> {
  const { number } = cellsOf(options.digits);
  const title = 'last partial batch';
  yield GAP;
  yield {
    kind: 'heading',
    level: 2,
    title,
    facts: [`${plural(p.rows, 'row')} instead of ${p.full_rows}`],
    indent: 2,
  };
  const columns = [
    textColumn(''),
    ...['value', 'a row of it counts', 'a row of the others'].map(numberColumn),
  ];
  yield replayTable(columns, [
    ['pooled', number(p.pooled), fraction(p.share_pooled), fraction(p.share_pooled)],
    ['mean of means', number(p.mean_of_means), fraction(p.share_last), fraction(p.share_full)],
  ]);
  if (whole !== undefined && Math.abs(whole - p.pooled) > 1e-6 * Math.abs(whole))
    yield says(
      `All rows in one batch give ${number(whole)}: this rule divides each batch by what it counts in ` +
        'it, so batches do not add up.',
    );
}

/** 1/6 for 0.1666…. */
function fraction(share: number): string {
  return `1/${numberText(1 / share, 6)}`;
}
