/** The audit report as a document: every step from the arrays to the scalar. */
import { type Block, type Document, GAP } from '../layout/document.js';
import { numberText, plural } from '../layout/numbers.js';
import { batchRows, batchTable } from './batches.js';
import { compactDocument } from './compact.js';
import type { Ledger, OutputReport, Report } from './model.js';
import { flatten, positionText } from './model.js';
import { againOf, comparisonsOf, hasTotal, resultOf, resultsOf } from './results.js';
import { findingsOf, isNotable, notLookedFor, type StepOptions, stepOf } from './steps.js';

export interface DocumentOptions extends StepOptions {
  /** The results and the findings alone. */
  readonly brief?: boolean;
  /** As a page of Markdown: results with their steps, and findings. */
  readonly compact?: boolean;
}

const LONGEST_NAME = 200;

/** The answer comes first; at the end it comes again where it would be off a screen. */
export function* auditDocument(report: Report, given: DocumentOptions): Document {
  const options = { ...given, dtype: report.engine.dtype };
  const { digits, brief, compact } = options;
  if (compact && !brief) return yield* compactDocument(report, options);
  const several = report.outputs.length > 1;
  if (!brief) yield* headOf(report);
  yield* answerOf(report, digits);
  yield* findingsOf(report.findings, several);
  yield* notLookedFor(report);
  yield* comparisonsOf(report.check?.comparisons.filter((c) => !(brief && c.passed)) ?? []);
  if (brief) return;
  yield GAP;
  yield* engineOf(report, digits);
  for (const output of report.outputs) {
    if (several) yield GAP;
    if (several)
      yield { kind: 'heading', level: 2, title: `output ${output.name}`, facts: [output.loss], whole: true };
    yield* outputOf(output, report, options);
  }
  if (report.batches) {
    yield GAP;
    yield batchTable(report.batches, report, digits, options.full);
  }
  yield { kind: 'again', blocks: [...againOf(report, digits)] };
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
  yield GAP;
}

/** The results, the division behind a single one, and float64 where it gives another number. */
function* answerOf(report: Report, digits: number): Iterable<Block> {
  const { outputs, total, total_float64, engine } = report;
  yield resultsOf(report, digits);
  const [only] = hasTotal(report) ? [] : outputs;
  if (only) yield* formulaOf(only.ledger);
  yield* agreement(total, total_float64, engine, digits);
}

function* formulaOf({ formula }: Ledger): Iterable<Block> {
  if (formula !== 'value') yield quiet(formula);
}

function* engineOf({ engine, outputs, total, total_float64 }: Report, digits: number): Iterable<Block> {
  const pairs = [...outputs.map((o) => [o.value, o.value_float64] as const), [total, total_float64] as const];
  const close = pairs.every(([a, b]) => !isNotable(a, b, engine.dtype));
  // Where the digits above are others in float64, how far they are off is said.
  const seen = pairs.some(([a, b]) => numberText(a, digits) !== numberText(b, digits));
  const off = Math.max(...pairs.map(([a, b]) => (a === b ? 0 : Math.abs(a - b) || 0)));
  const agrees = `; float64 agrees${seen && off > 0 ? ` to ${numberText(off, 2)}` : ''}`;
  const exact = engine.name === 'reference' && engine.dtype === 'float64';
  const beside = exact ? '' : close ? agrees : '; float64 beside it';
  yield quiet(`engine    ${engineText(engine)}, ${engine.dtype}${sumsText(engine)}${beside}`, 0);
  if (engine.note) yield quiet(`note      ${engine.note}`, 0);
}

function* outputOf(output: OutputReport, report: Report, options: DocumentOptions): Iterable<Block> {
  const { batches, batch_count, engine } = report;
  const { digits } = options;
  const [first] = batches ?? [];
  const part = first?.outputs.find((o) => o.name === output.name);
  yield GAP;
  if (part && first && batches && batches.length > 1) {
    yield quiet(`steps of batch 1 of ${batch_count} (${batchRows(first.rows)})`, 2);
    yield { kind: 'steps', steps: part.steps.map((s) => stepOf(s, options)) };
    yield GAP;
    yield { kind: 'results', results: [resultOf('batch', part, digits)] };
    yield* formulaOf(part.ledger);
    yield GAP;
    yield quiet(`over all ${batch_count} batches`, 2);
  }
  yield { kind: 'steps', steps: output.steps.map((s) => stepOf(s, options)) };
  const total = hasTotal(report);
  if (total) {
    yield GAP;
    yield { kind: 'results', results: [resultOf('loss', output, digits)] };
    yield* formulaOf(output.ledger);
    yield* agreement(output.value, output.value_float64, engine, digits);
  }
  const shares = [...sharesOf(output)];
  if (shares.length > 0 && !total) yield GAP;
  yield* shares;
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
function* sharesOf(output: OutputReport): Iterable<Block> {
  const { contributions, contributions_note, largest_contributions: largest, truncated, value } = output;
  if (contributions === null) {
    yield quiet(`no shares: ${contributions_note}`);
    return;
  }
  const shares = truncated ? (largest ?? []).map(({ share }) => share) : flatten(contributions);
  // Shares are computed in float64: of a value that is not finite here they say nothing.
  if (shares.length < 2 || !Number.isFinite(value)) return;
  if (shares.some((s) => Number.isNaN(s))) return;
  const place = (i: number) =>
    truncated ? largest![i]!.index.map((at) => `[${at}]`).join('') : positionText(contributions, i);
  const ranked = shares
    .map((share, i) => ({ share, i }))
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
  const many = truncated || shares.length > 8;
  const shown = many ? ranked.slice(0, 5) : ranked.sort((a, b) => a.i - b.i);
  const texts = shown.map(({ share, i }) => `${place(i)} ${percent(share)}`);
  const facts = [many ? 'largest shares' : 'shares', ...texts];
  yield { kind: 'facts', facts, role: 'quiet', indent: DETAIL, gap: 2 };
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

function percent(share: number): string {
  return `${numberText(share * 100, 3)}%`;
}
