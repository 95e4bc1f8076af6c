/**
 * Accumulation and ranks as blocks: the windows of micro-batches, what their means are made of, what each
 * token counts.
 */
import { type Block, GAP } from '../layout/document.js';
import { plural } from '../layout/numbers.js';
import { cellsOf, numberColumn, replayTable, says, textColumn } from './blocks.js';
import type { Accumulation } from './model.js';

interface Options {
  readonly digits: number;
  readonly full: boolean;
}

/** Micro-batches are listed for so many windows. */
const WINDOWS = 3;

export function* accumulationOf(a: Accumulation, options: Options): Iterable<Block> {
  const { accumulate: K, ranks: R, epoch } = a;
  const { number } = cellsOf(options.digits);
  const shards = R > 1 ? ` (${SHARDING_TEXT[a.sharding]})` : '';
  const windows = `windows of ${plural(K, 'micro-batch')} on ${plural(R, 'rank')}${shards}`;
  yield GAP;
  yield { kind: 'heading', level: 2, title: 'optimizer steps', facts: [windows], indent: 2 };
  yield windowTable(a, options);
  const chosen = epoch[a.normalize];
  if (chosen !== undefined) {
    yield GAP;
    yield says(`${NORMALIZE_TEXT[a.normalize]}  ${number(chosen)}`, 'strong');
  }
  yield* factorsOf(a, options);
  yield* weightsOf(a, options);
}

function windowTable(a: Accumulation, { digits, full }: Options): Block {
  const { number, optional } = cellsOf(digits);
  const { epoch } = a;
  const names = ['micro-batches', 'mean of means', 'token mean', 'by rows', 'sum', 'factor'];
  const values = (v: Accumulation['epoch']) => [
    number(v['micro-batch']),
    optional(v.tokens),
    number(v.samples),
    optional(v.sum),
  ];
  const rows = a.windows.map((w) => [
    String(w.step),
    String(w.micro.length),
    ...values(w.values),
    optional(w.factor),
  ]);
  const factor = epoch.tokens === undefined ? undefined : epoch['micro-batch'] / epoch.tokens;
  if (a.windows.length > 1) rows.push(['mean', '', ...values(epoch), optional(factor)]);
  return replayTable([textColumn('step'), ...names.map(numberColumn)], rows, full ? undefined : 'step');
}

function* factorsOf(a: Accumulation, { digits }: Options): Iterable<Block> {
  const { epoch, accumulate: K } = a;
  const { number } = cellsOf(digits);
  if (epoch.tokens === undefined) {
    yield says('This loss is no quotient of counts, so no token mean is known.', 'quiet');
    return;
  }
  const same = Math.abs(epoch['micro-batch'] - epoch.tokens) <= 1e-9 * Math.abs(epoch.tokens);
  yield says(
    same
      ? `Every micro-batch counts equally many ${countedText(a.counts)}: the mean of means is the token ` +
          'mean, and no number tells them apart.'
      : 'The factor is the mean of means over the token mean: ' +
          `${number(epoch['micro-batch'] / epoch.tokens)} in all.`,
  );
  if (K > 1)
    yield says(
      `Not divided by K = ${K}, a program shows ${number(epoch['micro-batch'] * K)} (mean of means × ` +
        `${K}) or ${number(epoch.tokens * K)} (token mean × ${K}).`,
      'quiet',
    );
  for (const w of a.windows) {
    if (w.divided_by_k === undefined) continue;
    yield says(
      `Step ${w.step} has fewer than ${K} micro-batches. accelerate and Lightning divide it by ${K} ` +
        `all the same: ${number(w.divided_by_k)} instead of ${number(w.values['micro-batch'])}.`,
      'quiet',
    );
  }
}

/** What a token of each micro-batch counts. */
function* weightsOf(a: Accumulation, { digits, full }: Options): Iterable<Block> {
  const { number, optional } = cellsOf(digits);
  const shown = full ? a.windows : a.windows.slice(0, WINDOWS);
  const columns = [
    ...['step', 'rank', 'micro'].map(textColumn),
    ...['rows', 'counted', 'loss', 'each counts', '× equal'].map(numberColumn),
  ];
  const rows = shown.flatMap((w) =>
    w.micro.map((m) => [
      String(w.step),
      String(m.rank),
      String(m.micro),
      String(m.rows),
      optional(m.counted),
      number(m.loss),
      optional(m.weight),
      optional(m.relative),
    ]),
  );
  yield GAP;
  yield says(
    `counted are ${countedText(a.counts)}; normalised by ${a.normalize}; × equal: over what each ` +
      'counts in the token mean',
    'quiet',
  );
  yield replayTable(columns, rows);
  const more = a.windows.length - shown.length;
  if (more > 0) yield says(`--full shows ${plural(more, 'more step')}`, 'quiet');
}

const SHARDING_TEXT: Readonly<Record<string, string>> = {
  sampler: 'row i on rank i mod R, as DistributedSampler',
  blocks: 'contiguous blocks of rows',
  batches: 'batch i on rank i mod R, as accelerate',
};

const NORMALIZE_TEXT: Readonly<Record<Accumulation['normalize'], string>> = {
  'micro-batch': 'mean of micro-batch means',
  tokens: 'mean over all tokens',
  samples: 'mean over rows of the micro-batch means',
  sum: 'sum of all losses (÷ ranks, as DDP averages)',
};

/** The ledger says `all samples` of a whole; here it is the unit that counts. */
function countedText(counts: string): string {
  return (counts || 'tokens').replace(/^all /, '');
}
