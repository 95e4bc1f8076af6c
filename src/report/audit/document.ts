/** The audit report as a document: every step from the arrays to the scalar. */
import { comparisonItem } from '../comparison.js';
import { type Block, type Document, GAP, type Inline } from '../layout/document.js';
import { alignDecimal, numberText, plural } from '../layout/numbers.js';
import { compactDocument } from './compact.js';
import type { BatchReport, Ledger, OutputReport, Report } from './model.js';
import { flatten, positionText } from './model.js';
import { findingsOf, isNotable, ledgerText, type StepOptions, stepOf } from './steps.js';

export interface DocumentOptions extends StepOptions {
  /** The results and the findings alone. */
  readonly brief?: boolean;
  /** As a page of Markdown: results with their steps, and findings. */
  readonly compact?: boolean;
}

const LONGEST_NAME = 200;
/** Batches in the table without `full`. */
const BATCHES = 12;

/** The answer comes first; at the end it comes again where it would be off a screen. */
export function* auditDocument(report: Report, given: DocumentOptions): Document {
  const options = { ...given, dtype: report.engine.dtype };
  if (options.compact && !options.brief) return yield* compactDocument(report, options);
  const several = report.outputs.length > 1;
  const results = resultsOf(report, options.digits);
  yield* headOf(report);
  yield GAP;
  yield* results;
  yield* findingsOf(report.findings, several);
  if (report.check) {
    yield GAP;
    yield { kind: 'list', items: report.check.comparisons.map(comparisonItem) };
  }
  if (options.brief) return;
  yield GAP;
  yield* engineOf(report);
  for (const output of report.outputs) {
    if (several) yield GAP;
    if (several)
      yield { kind: 'heading', level: 2, title: `output ${output.name}`, facts: [output.loss], whole: true };
    yield* outputOf(output, report, options);
  }
  if (report.batches) yield* batchesOf(report.batches, report, options);
  yield { kind: 'again', blocks: [GAP, ...results] };
}

function* headOf({ audit, outputs }: Report): Iterable<Block> {
  const full = audit.name || audit.file;
  const title = full.length <= LONGEST_NAME ? full : `${full.slice(0, LONGEST_NAME)}…`;
  const rule = audit.rule.replace(/^\S+ /, '');
  const losses = outputs.length === 1 ? outputs.map((o) => o.loss) : [plural(outputs.length, 'output')];
  const facts = [`${audit.framework} (rule of ${rule})`, ...losses, plural(audit.rows, 'row')];
  if (audit.batch_size !== null) facts.push(`batches of ${audit.batch_size}`);
  yield { kind: 'heading', level: 1, title, facts, whole: true };
  if (audit.note) yield quiet(`note  ${audit.note}`, 0);
}

/** Every output's, and the total where that is another number. */
function resultsOf(report: Report, digits: number): Block[] {
  const { outputs, total, total_float64, total_formula, regularization, regularization_terms } = report;
  const several = outputs.length > 1;
  const added = regularization !== 0;
  const labels = several || added ? outputs.map((o) => o.name) : ['loss'];
  const room = Math.min(
    LONGEST_LABEL,
    Math.max(...[...labels, several || added ? 'total' : ''].map((l) => l.length)),
  );
  const blocks = outputs.map((o, i) => resultOf(labels[i]!.padEnd(room), o, digits));
  const [only] = several ? [] : outputs;
  if (only && isQuotient(only.ledger)) blocks.push(quiet(only.ledger.formula));
  if (several || added) {
    const terms = regularization_terms ?? [{ name: 'regularization', value: regularization }];
    const parts = terms.filter((t) => t.value !== 0).map((t) => `${t.name} ${numberText(t.value, digits)}`);
    const where = parts.length > 0 ? ` (${parts.join(', ')})` : '';
    blocks.push({
      kind: 'result',
      label: 'total'.padEnd(room),
      value: numberText(total, digits),
      equals: total_formula + where,
    });
  }
  blocks.push(...agreement(total, total_float64, report.engine, digits));
  return blocks;
}

const LONGEST_LABEL = 24;

function* engineOf({ engine, outputs, total, total_float64 }: Report): Iterable<Block> {
  const exact = engine.name === 'reference' && engine.dtype === 'float64';
  const pairs = [...outputs.map((o) => [o.value, o.value_float64] as const), [total, total_float64] as const];
  const close = pairs.every(([a, b]) => !isNotable(a, b, engine.dtype));
  const beside = exact ? '' : close ? '; float64 agrees' : '; float64 beside it';
  yield quiet(`engine    ${engineText(engine)}, ${engine.dtype}${sumsText(engine)}${beside}`, 0);
  if (engine.note) yield quiet(`note      ${engine.note}`, 0);
}

function* outputOf(output: OutputReport, report: Report, options: DocumentOptions): Iterable<Block> {
  const { batches, batch_count, engine, outputs } = report;
  const { digits } = options;
  const [first] = batches ?? [];
  const part = first?.outputs.find((o) => o.name === output.name);
  yield GAP;
  if (part && first && batches && batches.length > 1) {
    yield quiet(`steps of batch 1 of ${batch_count} (${rowsText(first.rows)})`, 2);
    yield { kind: 'steps', steps: part.steps.map((s) => stepOf(s, options)) };
    yield GAP;
    yield resultOf('batch', part, digits);
    if (isQuotient(part.ledger)) yield quiet(part.ledger.formula);
    yield GAP;
    yield quiet(`over all ${batch_count} batches`, 2);
  }
  yield { kind: 'steps', steps: output.steps.map((s) => stepOf(s, options)) };
  if (outputs.length > 1) {
    yield GAP;
    yield resultOf('loss', output, digits);
    if (isQuotient(output.ledger)) yield quiet(output.ledger.formula);
    yield* agreement(output.value, output.value_float64, engine, digits);
  }
  const shares = [...sharesOf(output)];
  if (shares.length > 0 && outputs.length === 1) yield GAP;
  yield* shares;
}

type Valued = Pick<OutputReport, 'value' | 'ledger'>;

function resultOf(label: string, { value, ledger }: Valued, digits: number): Block {
  const equals = isQuotient(ledger) ? { equals: ledgerText(ledger, digits) } : {};
  return { kind: 'result', label, value: numberText(value, digits), ...equals };
}

function isQuotient({ formula }: Ledger): boolean {
  return formula !== 'value';
}

/** What float64 gives, where it is another number. */
function agreement(value: number, value64: number, { dtype }: Report['engine'], digits: number): Block[] {
  if (!isNotable(value, value64, dtype)) return [];
  const difference = Math.abs(value - value64);
  if (Number.isNaN(difference)) return [quiet(`float64 gives ${numberText(value64, digits)}`)];
  const [text, by] = [numberText(value64, Math.max(9, digits)), numberText(difference, 2)];
  return [quiet(`float64 gives ${text}, a difference of ${by}`)];
}

/** Who makes the value: all shares of a few samples, the largest of many. */
function* sharesOf({ contributions, contributions_note, truncated, value }: OutputReport): Iterable<Block> {
  if (contributions === null) {
    yield quiet(`no shares: ${contributions_note}`);
    return;
  }
  const shares = flatten(contributions);
  // Shares are computed in float64: of a value that is not finite here they say nothing.
  if (shares.length < 2 || truncated || !Number.isFinite(value)) return;
  if (shares.some((s) => Number.isNaN(s))) return;
  const ranked = shares
    .map((share, i) => ({ share, i }))
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
  const many = shares.length > 8;
  const shown = many ? ranked.slice(0, 5) : ranked.sort((a, b) => a.i - b.i);
  const text = shown.map(({ share, i }) => `${positionText(contributions, i)} ${percent(share)}`).join('  ');
  yield quiet(`${many ? 'largest shares' : 'shares'}  ${text}`);
}

function* batchesOf(
  batches: readonly BatchReport[],
  report: Report,
  options: DocumentOptions,
): Iterable<Block> {
  const { digits, full } = options;
  const names = report.outputs.map((o) => o.name);
  const several = names.length > 1 || report.regularization !== 0;
  const values = alignDecimal(batches.map((b) => numberText(b.total, digits)));
  const half = report.batches_truncated ? batches.length / 2 : 0;
  const limit = full ? batches.length : BATCHES;
  const hidden = (i: number) => batches.length > limit && i >= limit / 2 && i < batches.length - limit / 2;
  const lossOf = (batch: BatchReport, i: number): Inline[] => {
    if (several)
      return [...batch.outputs.map((o) => numberText(o.value, digits)), numberText(batch.total, digits)];
    const { ledger } = batch.outputs[0]!;
    const equals = isQuotient(ledger) ? `  = ${ledgerText({ ...ledger, counted: '' }, digits)}` : '';
    return [[values[i] ?? '', { text: equals, role: 'quiet' }]];
  };
  const rows = batches.flatMap((batch, i) => {
    if (hidden(i)) return hidden(i - 1) ? [] : [{ remark: ' …' }];
    const cut = half > 0 && i === half ? [{ remark: ' …' }] : [];
    return [
      ...cut,
      [String(batch.index + 1).padStart(5), rowsText(batch.rows).padEnd(15), ...lossOf(batch, i)],
    ];
  });
  const number = (name: string) => ({ name, kind: 'number' }) as const;
  yield GAP;
  yield {
    kind: 'table',
    columns: [
      { name: 'batch', kind: 'text' },
      { name: 'rows', kind: 'text' },
      ...(several ? [...names.map(number), number('total')] : [{ name: 'loss', kind: 'list' } as const]),
    ],
    rows,
    gap: 2,
    indent: 2,
  };
}

/** Where what belongs to a step or a result is moved in. */
const DETAIL = 5;

function quiet(text: string, indent = DETAIL): Block {
  return { kind: 'text', text, role: 'quiet', indent };
}

function engineText(engine: Report['engine']): string {
  if (engine.name === 'reference') return 'reference (exact sums)';
  return `${engine.name}-${engine.backend === 'tensorflow' ? 'node' : engine.backend} ${engine.version}`;
}

/** Named where sums are not better than the values: there the last digits depend on their order. */
function sumsText(engine: Report['engine']): string {
  return engine.accumulator.startsWith(engine.dtype) ? `, sums in ${engine.accumulator}` : '';
}

function rowsText([from, to]: readonly [number, number]): string {
  return to - from === 1 ? `row ${from}` : `rows ${from}–${to - 1}`;
}

function percent(share: number): string {
  return `${numberText(share * 100, 3)}%`;
}
