/** The audit report as a document: every step from the arrays to the scalar. */
import { comparisonItem } from '../comparison.js';
import { type Block, type Document, GAP, type Inline } from '../layout/document.js';
import { alignDecimal, numberText, plural } from '../layout/numbers.js';
import { briefDocument } from './brief.js';
import type { BatchReport, Ledger, OutputReport, Report } from './model.js';
import { flatten, positionText } from './model.js';
import { findingsOf, ledgerText, type StepOptions, stepOf } from './steps.js';

export interface DocumentOptions extends StepOptions {
  /** Results with their steps, and findings: for where the rest is only in the way. */
  readonly brief?: boolean;
}

const LONGEST_NAME = 200;
/** Batches in the table without `full`. */
const BATCHES = 12;

export function* auditDocument(report: Report, options: DocumentOptions): Document {
  if (options.brief) return yield* briefDocument(report, options);
  const several = report.outputs.length > 1;
  yield* headOf(report);
  for (const output of report.outputs) {
    if (several) yield GAP;
    if (several)
      yield { kind: 'heading', level: 2, title: `output ${output.name}`, facts: [output.loss], whole: true };
    yield* outputOf(output, report, options);
  }
  if (report.batches) yield* batchesOf(report.batches, report, options);
  if (several || report.regularization !== 0) yield* totalOf(report, options.digits);
  yield* findingsOf(report.findings, several);
  if (report.check) {
    yield GAP;
    yield { kind: 'list', items: report.check.comparisons.map(comparisonItem) };
  }
}

function* headOf({ audit, engine, outputs }: Report): Iterable<Block> {
  const full = audit.name || audit.file;
  const title = full.length <= LONGEST_NAME ? full : `${full.slice(0, LONGEST_NAME)}…`;
  const rule = audit.rule.replace(/^\S+ /, '');
  const losses = outputs.length === 1 ? outputs.map((o) => o.loss) : [plural(outputs.length, 'output')];
  const facts = [`${audit.framework} (rule of ${rule})`, ...losses, plural(audit.rows, 'row')];
  if (audit.batch_size !== null) facts.push(`batches of ${audit.batch_size}`);
  yield { kind: 'heading', level: 1, title, facts, whole: true };
  const checked =
    engine.name === 'reference' && engine.dtype === 'float64' ? '' : '; checked against float64';
  yield quiet(`engine    ${engineText(engine)}, ${engine.dtype}${sumsText(engine)}${checked}`, 0);
  for (const note of [audit.note, engine.note]) if (note) yield quiet(`note      ${note}`, 0);
}

function* outputOf(output: OutputReport, report: Report, options: DocumentOptions): Iterable<Block> {
  const { batches, batch_count } = report;
  const [first] = batches ?? [];
  const part = first?.outputs.find((o) => o.name === output.name);
  yield GAP;
  if (part && first && batches && batches.length > 1) {
    yield quiet(`steps of batch 1 of ${batch_count} (${rowsText(first.rows)})`, 2);
    yield { kind: 'steps', steps: part.steps.map((s) => stepOf(s, options)) };
    yield* resultOf('batch', part, report, options.digits);
    yield GAP;
    yield quiet(`over all ${batch_count} batches`, 2);
  }
  yield { kind: 'steps', steps: output.steps.map((s) => stepOf(s, options)) };
  yield* resultOf('loss', output, report, options.digits);
  yield* sharesOf(output);
}

type Valued = Pick<OutputReport, 'value' | 'value_float64' | 'ledger'>;

function* resultOf(label: string, valued: Valued, report: Report, digits: number): Iterable<Block> {
  const { value, value_float64, ledger } = valued;
  const equals = quotientText(ledger, digits);
  yield GAP;
  yield { kind: 'result', label, value: numberText(value, digits), ...(equals ? { equals } : {}) };
  if (equals) {
    yield quiet(ledger.formula);
    if (ledger.counted) yield quiet(`divided by: ${ledger.counted}`);
  }
  yield quiet(agreement(value, value_float64, report.engine, digits));
}

/** Empty where the value is no quotient. */
function quotientText(ledger: Ledger, digits: number): string {
  if (ledger.formula === 'value') return '';
  return `${numberText(ledger.numerator ?? Number.NaN, digits)} / ${numberText(ledger.denominator, digits)}`;
}

function agreement(value: number, value64: number, engine: Report['engine'], digits: number): string {
  if (engine.name === 'reference' && engine.dtype === 'float64') return 'computed in float64';
  // 0 and −0 are the same loss.
  if (Object.is(value, value64) || value === value64) return `${engine.dtype} and float64 agree`;
  const difference = Math.abs(value - value64);
  if (Number.isNaN(difference)) return `float64 gives ${numberText(value64, digits)}`;
  const relative = value64 === 0 ? difference : difference / Math.abs(value64);
  if (relative < 1e-6) return `${engine.dtype} and float64 agree to ${numberText(difference, 2)}`;
  return (
    `float64 gives ${numberText(value64, Math.max(9, digits))}, a difference of ` +
    `${numberText(difference, 2)}`
  );
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
  const values = alignDecimal(batches.map((b) => numberText(b.total, digits)));
  const half = report.batches_truncated ? batches.length / 2 : 0;
  const limit = full ? batches.length : BATCHES;
  const hidden = (i: number) => batches.length > limit && i >= limit / 2 && i < batches.length - limit / 2;
  const rows = batches.flatMap((batch, i) => {
    if (hidden(i)) return hidden(i - 1) ? [] : [{ remark: ' …' }];
    const cut = half > 0 && i === half ? [{ remark: ' …' }] : [];
    const [only] = batch.outputs.length === 1 ? batch.outputs : [];
    const equals =
      only && only.ledger.formula !== 'value'
        ? `  = ${ledgerText({ ...only.ledger, counted: '' }, digits)}`
        : '';
    const loss: Inline = [values[i] ?? '', { text: equals, role: 'quiet' }];
    const cells = [String(batch.index + 1).padStart(5), rowsText(batch.rows).padEnd(15), loss];
    return [...cut, cells];
  });
  yield GAP;
  yield {
    kind: 'table',
    columns: [
      { name: 'batch', kind: 'text' },
      { name: 'rows', kind: 'text' },
      { name: 'loss', kind: 'list' },
    ],
    rows,
    gap: 2,
    indent: 2,
  };
}

function* totalOf(report: Report, digits: number): Iterable<Block> {
  const { total, total_float64, total_formula, outputs, regularization, regularization_terms } = report;
  const parts: Inline[] = outputs.map((o) => `${o.name} ${numberText(o.value, digits)}`);
  const terms = regularization_terms ?? [{ name: 'regularization', value: regularization }];
  for (const term of terms)
    if (term.value !== 0) parts.push(`${term.name} ${numberText(term.value, digits)}`);
  yield GAP;
  yield { kind: 'result', label: 'total', value: numberText(total, digits), equals: total_formula };
  yield { kind: 'facts', facts: parts, role: 'quiet', indent: DETAIL };
  yield quiet(agreement(total, total_float64, report.engine, digits));
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
