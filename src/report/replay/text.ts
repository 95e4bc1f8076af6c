/** `replay` for people: the batches, what each loop makes of them, the last partial batch, accumulation and ranks. */
import { Chalk, type ChalkInstance } from 'chalk';
import { printableReport } from '../../text/printable.js';
import { numberText, plural } from '../layout/numbers.js';
import { shortened, type TableColumn, type TableRow, tableLines } from '../layout/table.js';
import { unbroken, wrapText } from '../layout/wrap.js';
import type { Accumulation, PartialBatch, ReplayReport, TrainerResult, WindowReport } from './model.js';

export interface ReplayTextOptions {
  readonly width: number;
  readonly colour: boolean;
  readonly digits: number;
  readonly full: boolean;
  /** Print what the Trainer of Hugging Face logs. */
  readonly trainer: boolean;
}

const HEAD = 14;
const TAIL = 8;
/** Micro-batches are listed for so many windows. */
const WINDOWS = 3;

export function replayText(report: ReplayReport, options: ReplayTextOptions): string {
  const lines = [...new Printer(printableReport(report), options).lines()];
  return `${lines.map((l) => l.trimEnd()).join('\n')}\n`;
}

class Printer {
  private readonly style: ChalkInstance;

  constructor(
    private readonly report: ReplayReport,
    private readonly options: ReplayTextOptions,
  ) {
    this.style = new Chalk({ level: options.colour ? 1 : 0 });
  }

  *lines(): Iterable<string> {
    const { report } = this;
    yield* this.header();
    yield* this.batches();
    yield* this.loops();
    if (report.partial) yield* this.partial(report.partial);
    if (report.accumulation) yield* this.accumulation(report.accumulation);
    if (this.options.trainer) yield* this.trainer(report.trainer);
  }

  private *header(): Iterable<string> {
    const { input, batches, loop } = this.report;
    const size = input.batch_size === null ? '' : ` of ${input.batch_size}`;
    const parts = [
      input.name || input.file,
      // Of losses that are given the framework says only whose loop it is.
      ...(input.engine ? [input.framework] : []),
      `${plural(input.rows, 'row')} in ${plural(batches.length, 'batch')}${size}`,
    ];
    yield* this.wrapped((s) => s.replace(parts[0], this.style.bold(parts[0])), parts.join('    '), 0);
    yield* this.wrapped(this.style.dim, `loop    ${loop.title} (${loop.source})`, 0);
  }

  private *batches(): Iterable<string> {
    const { batches, last, verbose2, epoch, evaluate } = this.report;
    const counted = batches.some((b) => b.counted !== undefined && b.counted !== b.rows);
    const columns = [
      text('step'),
      number('rows'),
      ...(counted ? [number('counted')] : []),
      number('batch loss'),
      number('running average'),
      number('a line shows'),
    ];
    const rows = batches.map((b) => [
      String(b.step),
      String(b.rows),
      ...(counted ? [this.optional(b.counted)] : []),
      this.number(b.loss),
      this.number(b.running),
      this.number(b.shown),
    ]);
    yield '';
    yield* this.table(columns, rows, 'batch');
    yield '';
    const ends = [
      `last line ${this.number(last)}`,
      ...(verbose2 === undefined ? [] : [`verbose=2 ${this.number(verbose2)}`]),
      `epoch's record ${this.number(epoch)}`,
      `evaluate ${this.number(evaluate)}`,
    ];
    yield* this.wrapped(this.style.bold, ends.map(unbroken).join('    '), 2);
  }

  private *loops(): Iterable<string> {
    const { loops, loop } = this.report;
    const columns = [text('the same batches under'), number('last line'), number('record'), number('evaluate')];
    const rows = loops.map((l) => [
      l.title === loop.title ? `${l.title}  ←` : l.title,
      this.number(l.last),
      this.number(l.epoch),
      this.number(l.evaluate),
    ]);
    yield '';
    yield* tableLines(columns, rows, this.options.width - 2, this.style.dim).map((l) => `  ${l}`);
  }

  private *partial(p: PartialBatch): Iterable<string> {
    const { whole } = this.report;
    yield '';
    yield `  ${this.style.bold('last partial batch')}    ${plural(p.rows, 'row')} instead of ${p.full_rows}`;
    const columns = [text(''), number('value'), number('a row of it counts'), number('a row of the others')];
    const rows = [
      ['pooled', this.number(p.pooled), fraction(p.share_pooled), fraction(p.share_pooled)],
      ['mean of means', this.number(p.mean_of_means), fraction(p.share_last), fraction(p.share_full)],
    ];
    yield* tableLines(columns, rows, this.options.width - 2, this.style.dim).map((l) => `  ${l}`);
    if (whole !== undefined && Math.abs(whole - p.pooled) > 1e-6 * Math.abs(whole))
      yield* this.wrapped(
        plain,
        `All rows in one batch give ${this.number(whole)}: this rule divides each batch by what it counts in it, so batches do not add up.`,
        2,
      );
  }

  private *accumulation(a: Accumulation): Iterable<string> {
    const { accumulate: K, ranks: R } = a;
    const shards = R > 1 ? ` (${SHARDING_TEXT[a.sharding]})` : '';
    yield '';
    yield* this.wrapped(
      (s) => s.replace('optimizer steps', this.style.bold('optimizer steps')),
      `optimizer steps    windows of ${plural(K, 'micro-batch')} on ${plural(R, 'rank')}${shards}`,
      2,
    );
    const columns = [
      text('step'),
      number('micro-batches'),
      number('mean of means'),
      number('token mean'),
      number('by rows'),
      number('sum'),
      number('factor'),
    ];
    const value = (v: Accumulation['epoch']) => [
      this.number(v['micro-batch']),
      this.optional(v.tokens),
      this.number(v.samples),
      this.optional(v.sum),
    ];
    const rows: TableRow[] = a.windows.map((w) => [
      String(w.step),
      String(w.micro.length),
      ...value(w.values),
      this.optional(w.factor),
    ]);
    const { epoch } = a;
    const factor = epoch.tokens === undefined ? undefined : epoch['micro-batch'] / epoch.tokens;
    if (a.windows.length > 1) rows.push(['mean', '', ...value(epoch), this.optional(factor)]);
    yield* this.table(columns, rows, 'step');
    const chosen = epoch[a.normalize];
    if (chosen !== undefined) {
      yield '';
      yield* this.wrapped(this.style.bold, `${NORMALIZE_TEXT[a.normalize]}  ${this.number(chosen)}`, 2);
    }
    yield* this.factors(a);
    yield* this.weights(a);
  }

  private *factors(a: Accumulation): Iterable<string> {
    const { epoch, accumulate: K } = a;
    if (epoch.tokens === undefined) {
      yield* this.wrapped(this.style.dim, 'This loss is no quotient of counts, so no token mean is known.', 2);
      return;
    }
    const same = Math.abs(epoch['micro-batch'] - epoch.tokens) <= 1e-9 * Math.abs(epoch.tokens);
    if (same) {
      yield* this.wrapped(
        plain,
        `Every micro-batch counts equally many ${countedText(a.counts)}: the mean of means is the token mean, and no number tells them apart.`,
        2,
      );
    }
    if (!same)
      yield* this.wrapped(
        plain,
        `The factor is the mean of means over the token mean: ${this.number(epoch['micro-batch'] / epoch.tokens)} in all.`,
        2,
      );
    if (K > 1)
      yield* this.wrapped(
        this.style.dim,
        `Not divided by K = ${K}, a program shows ${this.number(epoch['micro-batch'] * K)} (mean of means × ${K}) or ${this.number(epoch.tokens * K)} (token mean × ${K}).`,
        2,
      );
    for (const w of a.windows) {
      if (w.divided_by_k === undefined) continue;
      yield* this.wrapped(
        this.style.dim,
        `Step ${w.step} has fewer than ${K} micro-batches. accelerate and Lightning divide it by ${K} all the same: ${this.number(w.divided_by_k)} instead of ${this.number(w.values['micro-batch'])}.`,
        2,
      );
    }
  }

  /** What a token of each micro-batch counts. */
  private *weights(a: Accumulation): Iterable<string> {
    const shown = this.options.full ? a.windows : a.windows.slice(0, WINDOWS);
    const word = a.counts || 'tokens';
    const columns = [
      text('step'),
      text('rank'),
      text('micro'),
      number('rows'),
      number('counted'),
      number('loss'),
      number('each counts'),
      number('× equal'),
    ];
    const rows = shown.flatMap((w) => w.micro.map((m) => this.microRow(w, m)));
    yield '';
    yield* this.wrapped(
      this.style.dim,
      `counted are ${countedText(word)}; normalised by ${a.normalize}; × equal: over what each counts in the token mean`,
      2,
    );
    yield* tableLines(columns, rows, this.options.width - 2, this.style.dim).map((l) => `  ${l}`);
    if (shown.length < a.windows.length)
      yield this.style.dim(`  --full shows ${plural(a.windows.length - shown.length, 'more step')}`);
  }

  private microRow(w: WindowReport, m: WindowReport['micro'][number]): string[] {
    return [
      String(w.step),
      String(m.rank),
      String(m.micro),
      String(m.rows),
      this.optional(m.counted),
      this.number(m.loss),
      this.optional(m.weight),
      this.optional(m.relative),
    ];
  }

  private *trainer(results: readonly TrainerResult[] | undefined): Iterable<string> {
    yield '';
    if (!results) {
      yield* this.wrapped(
        plain,
        'What the Trainer logs cannot be told: the counts of these losses are not known, or the ranks have different numbers of batches.',
        2,
      );
      return;
    }
    yield* this.wrapped(
      (s) => s.replace('Hugging Face Trainer', this.style.bold('Hugging Face Trainer')),
      'Hugging Face Trainer    logged losses (train_loss) by what the model makes of num_items_in_batch',
      2,
    );
    const kinds = [...new Set(results.map((r) => r.model))];
    const columns = [text('version'), ...kinds.map((name): TableColumn => ({ name, kind: 'list' }))];
    // Neighbouring ranges that log the same share a row.
    const rows: { from: string; to: string; cells: string[] }[] = [];
    for (const { from, to } of results.filter((r) => r.model === kinds[0])) {
      const cells = kinds.map((kind) => this.logged(results.find((r) => r.from === from && r.model === kind)));
      const last = rows.at(-1);
      if (last && last.cells.join('|') === cells.join('|')) last.to = to;
      else rows.push({ from, to, cells });
    }
    const newest = rows.at(-1)?.to;
    const version = ({ from, to }: { from: string; to: string }) =>
      to === newest ? `${from} and later` : from === to ? from : `${from} – ${to}`;
    const table = rows.map((r) => [version(r), ...r.cells]);
    yield* tableLines(columns, table, this.options.width - 2, this.style.dim).map((l) => `  ${l}`);
    for (const line of MODELS) yield* this.wrapped(this.style.dim, line, 2);
  }

  private logged(r: TrainerResult | undefined): string {
    if (!r) return '';
    const shown = r.logged.slice(0, 3).map((l) => numberText(l.loss, 5));
    if (r.logged.length > 3) shown.push('…');
    return `${shown.join(' ')} (${numberText(r.train_loss, 5)})`;
  }

  private *table(columns: readonly TableColumn[], rows: readonly TableRow[], what: string): Iterable<string> {
    const kept = this.options.full ? rows : shortened(rows, HEAD, TAIL, (n) => `… ${plural(n, what)} …`);
    for (const line of tableLines(columns, kept, this.options.width - 2, this.style.dim)) yield `  ${line}`;
  }

  private *wrapped(style: (text: string) => string, line: string, indent: number): Iterable<string> {
    for (const part of wrapText(line, this.options.width - indent)) yield ' '.repeat(indent) + style(part);
  }

  private number(x: number): string {
    return numberText(x, this.options.digits);
  }

  private optional(x: number | undefined): string {
    return x === undefined ? '' : this.number(x);
  }
}

const plain = (line: string) => line;
const text = (name: string): TableColumn => ({ name, kind: 'text' });
const number = (name: string): TableColumn => ({ name, kind: 'number' });

/** 1/6 for 0.1666…. */
function fraction(share: number): string {
  return `1/${numberText(1 / share, 6)}`;
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

const MODELS = [
  'honours: divides by num_items_in_batch. plain: forward without **kwargs. drops: takes **kwargs, ignores num_items_in_batch.',
  'smoothed: label_smoothing_factor; give the smoothed losses.',
];

/** The ledger says `all samples` of a whole; here it is the unit that counts. */
function countedText(counts: string): string {
  return (counts || 'tokens').replace(/^all /, '');
}
