/** The report for people: every step from the arrays to the scalar, in 80 columns or more. */
import { Chalk, type ChalkInstance } from 'chalk';
import { printableReport } from '../../text/printable.js';
import { comparisonLines } from '../comparison-text.js';
import { alignDecimal, numberText, plural } from '../layout/numbers.js';
import { unbroken, wrapText } from '../layout/wrap.js';
import type { BatchReport, Ledger, OutputReport, Report, StepReport } from './model.js';
import { flatten, positionText } from './model.js';

export interface TextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
  /** Significant digits. */
  readonly digits: number;
  /** Print all values of every array that the report holds. */
  readonly full: boolean;
}

const INDENT = 5;
const LONGEST_NAME = 200;

export function reportText(report: Report, options: TextOptions): string {
  return new Printer(printableReport(report), options).print();
}

class Printer {
  private readonly lines: string[] = [];
  private readonly style: ChalkInstance;

  constructor(
    private readonly report: Report,
    private readonly options: TextOptions,
  ) {
    this.style = new Chalk({ level: options.colour ? 1 : 0 });
  }

  print(): string {
    this.header();
    const several = this.report.outputs.length > 1;
    for (const output of this.report.outputs) {
      if (several) this.line();
      if (several) this.line(`${this.style.bold(`output ${output.name}`)}    ${output.loss}`);
      this.output(output);
    }
    if (this.report.batches) this.batchTable(this.report.batches);
    if (several || this.report.regularization !== 0) this.total();
    this.findings();
    this.check();
    return `${this.lines.map((l) => l.trimEnd()).join('\n')}\n`;
  }

  private line(text = ''): void {
    this.lines.push(text);
  }

  private number(x: number): string {
    return numberText(x, this.options.digits);
  }

  private header(): void {
    const { audit, engine, outputs } = this.report;
    const full = audit.name || audit.file;
    const name = full.length <= LONGEST_NAME ? full : `${full.slice(0, LONGEST_NAME)}…`;
    const rule = audit.rule.replace(/^\S+ /, '');
    const losses = outputs.length === 1 ? outputs[0].loss : plural(outputs.length, 'output');
    const parts = [this.style.bold(name), `${audit.framework} (rule of ${rule})`, losses, plural(audit.rows, 'row')];
    if (audit.batch_size !== null) parts.push(`batches of ${audit.batch_size}`);
    this.wrap(parts.filter(Boolean), '    ', 0);
    const checked = engine.name === 'reference' && engine.dtype === 'float64' ? '' : '; checked against float64';
    this.line(this.style.dim(`engine    ${engineText(engine)}, ${engine.dtype}${sumsText(engine)}${checked}`));
    for (const note of [audit.note, engine.note]) if (note) this.line(this.style.dim(`note      ${note}`));
  }

  private output(output: OutputReport): void {
    const batches = this.report.batches;
    const first = batches?.[0];
    const part = first?.outputs.find((o) => o.name === output.name);
    this.line();
    if (part && first && batches && batches.length > 1) {
      this.line(this.style.dim(`  steps of batch 1 of ${this.report.batch_count} (${rowsText(first.rows)})`));
      this.steps(part.steps);
      this.result('batch', part.value, part.value_float64, part.ledger);
      this.line();
      this.line(this.style.dim(`  over all ${this.report.batch_count} batches`));
    }
    this.steps(output.steps);
    this.result('loss', output.value, output.value_float64, output.ledger);
    this.shares(output);
  }

  private steps(steps: readonly StepReport[]): void {
    const nameWidth = Math.max(...steps.map((s) => s.name.length)) + 2;
    const formulaWidth = Math.max(...steps.map((s) => s.formula.length));
    steps.forEach((step, i) => {
      const head = `${String(i + 1).padStart(3)}  ${this.style.cyan(step.name.padEnd(nameWidth))}`;
      const shape = `  [${step.shape.join(', ')}]`;
      const room = this.options.width - INDENT - nameWidth - shape.length;
      const formula =
        step.formula.length > room ? wrapText(step.formula, room) : [step.formula.padEnd(Math.min(room, formulaWidth))];
      const last = formula.length - 1;
      formula.forEach((text, k) => {
        const lead = k === 0 ? head : ' '.repeat(INDENT + nameWidth);
        this.line(lead + (k === last ? text + this.style.dim(shape) : text));
      });
      this.indented(
        this.style.dim,
        step.why + (step.ledger && step.ledger.denominator !== 1 ? `: ${this.ledgerText(step.ledger)}` : ''),
      );
      this.values(step);
    });
  }

  private ledgerText(ledger: Ledger): string {
    if (ledger.numerator === null) return `÷ ${this.number(ledger.denominator)} ${ledger.counted}`;
    const counted = ledger.counted ? ` (${ledger.counted})` : '';
    return `${this.number(ledger.numerator)} / ${this.number(ledger.denominator)}${counted}`;
  }

  /** Values aligned on the decimal point, head and tail when long, with their statistics. */
  private values(step: StepReport): void {
    const { stats } = step;
    const flat = flatten(step.values);
    const room = this.options.width - INDENT;
    const texts = alignDecimal(flat.map((x) => this.number(x)));
    const perLine = Math.max(1, Math.floor((room + 2) / ((texts[0]?.length ?? 1) + 2)));
    if (this.options.full || (texts.length <= perLine && !step.truncated)) {
      // A row of the array a line, where it has rows of more than one number.
      const row = step.shape.length > 1 ? (step.shape.at(-1) ?? 1) : 1;
      const columns = row > 1 ? Math.min(perLine, row) : perLine;
      for (let i = 0; i < texts.length; i += columns)
        this.line(' '.repeat(INDENT) + texts.slice(i, i + columns).join('  '));
    } else {
      const ends = Math.max(1, Math.floor((perLine - 1) / 2));
      this.line(' '.repeat(INDENT) + [...texts.slice(0, ends), '…', ...texts.slice(-ends)].join('  '));
    }
    const notes: string[] = [];
    // Of infinities alone there is no least and no mean.
    if (stats.count > 1 && stats.nan + stats.infinite < stats.count)
      notes.push(`min ${this.number(stats.min)}  max ${this.number(stats.max)}  mean ${this.number(stats.mean)}`);
    if (stats.count > flat.length || stats.count > perLine) notes.push(plural(stats.count, 'value'));
    if (stats.nan > 0) notes.push(this.style.red(`${stats.nan} NaN`));
    if (stats.infinite > 0) notes.push(this.style.red(`${stats.infinite} infinite`));
    if (step.difference > 0)
      notes.push(
        Number.isFinite(step.difference)
          ? `float64 differs by ${numberText(step.difference, 2)}`
          : 'float64 gives other values that are not finite',
      );
    if (notes.length > 0) this.wrap(notes, '   ', INDENT, this.style.dim);
  }

  private result(label: string, value: number, value64: number, ledger: Ledger): void {
    const equation =
      ledger.formula === 'value'
        ? ''
        : `  =  ${this.number(ledger.numerator ?? Number.NaN)} / ${this.number(ledger.denominator)}`;
    this.line();
    this.line(`  ${this.style.bold(`${label}  ${this.number(value)}`)}${equation}`);
    if (equation) {
      this.indented(this.style.dim, ledger.formula);
      if (ledger.counted) this.indented(this.style.dim, `divided by: ${ledger.counted}`);
    }
    this.indented(this.style.dim, this.agreement(value, value64));
  }

  private agreement(value: number, value64: number): string {
    const { engine } = this.report;
    if (engine.name === 'reference' && engine.dtype === 'float64') return 'computed in float64';
    // 0 and −0 are the same loss.
    if (Object.is(value, value64) || value === value64) return `${engine.dtype} and float64 agree`;
    const difference = Math.abs(value - value64);
    if (Number.isNaN(difference)) return `float64 gives ${this.number(value64)}`;
    const relative = value64 === 0 ? difference : difference / Math.abs(value64);
    if (relative < 1e-6) return `${engine.dtype} and float64 agree to ${numberText(difference, 2)}`;
    return `float64 gives ${numberText(value64, Math.max(9, this.options.digits))}, a difference of ${numberText(difference, 2)}`;
  }

  /** Who makes the value: all shares of a few samples, the largest of many. */
  private shares(output: OutputReport): void {
    const { contributions, contributions_note } = output;
    if (contributions === null) {
      this.indented(this.style.dim, `no shares: ${contributions_note}`);
      return;
    }
    const shares = flatten(contributions);
    // Shares are computed in float64: of a value that is not finite here they say nothing.
    if (shares.length < 2 || output.truncated || !Number.isFinite(output.value)) return;
    if (shares.some((s) => Number.isNaN(s))) return;
    const ranked = shares.map((share, i) => ({ share, i })).sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
    const many = shares.length > 8;
    const shown = many ? ranked.slice(0, 5) : ranked.sort((a, b) => a.i - b.i);
    const text = shown.map(({ share, i }) => `${positionText(contributions, i)} ${percent(share)}`).join('  ');
    this.indented(this.style.dim, `${many ? 'largest shares' : 'shares'}  ${text}`);
  }

  private batchTable(batches: readonly BatchReport[]): void {
    this.line();
    this.line(`  ${this.style.dim('batch  rows'.padEnd(24))}loss`);
    const values = alignDecimal(batches.map((b) => this.number(b.total)));
    const half = this.report.batches_truncated ? batches.length / 2 : 0;
    const limit = this.options.full ? batches.length : 12;
    const hidden = (i: number) => batches.length > limit && i >= limit / 2 && i < batches.length - limit / 2;
    batches.forEach((batch, i) => {
      if (hidden(i)) {
        if (!hidden(i - 1)) this.line('   …');
        return;
      }
      if (half > 0 && i === half) this.line('   …');
      const ledgers =
        batch.outputs.length === 1 && batch.outputs[0].ledger.formula !== 'value'
          ? `  = ${this.ledgerText({ ...batch.outputs[0].ledger, counted: '' })}`
          : '';
      this.line(
        `  ${String(batch.index + 1).padStart(5)}  ${rowsText(batch.rows).padEnd(15)}  ${values[i]}${this.style.dim(ledgers)}`,
      );
    });
  }

  private total(): void {
    const { total, total_float64, total_formula, outputs, regularization, regularization_terms } = this.report;
    this.line();
    const value = `total  ${this.number(total)}`;
    wrapText(`${unbroken(value)}  =  ${total_formula}`, this.options.width - INDENT).forEach((line, i) => {
      this.line(
        i === 0 ? `  ${this.style.bold(line.slice(0, value.length))}${line.slice(value.length)}` : `     ${line}`,
      );
    });
    const parts = outputs.map((o) => `${o.name} ${this.number(o.value)}`);
    const terms = regularization_terms ?? [{ name: 'regularization', value: regularization }];
    for (const term of terms) if (term.value !== 0) parts.push(`${term.name} ${this.number(term.value)}`);
    this.wrap(parts, '   ', INDENT, this.style.dim);
    this.indented(this.style.dim, this.agreement(total, total_float64));
  }

  private findings(): void {
    for (const finding of this.report.findings) {
      const colour =
        finding.severity === 'error'
          ? this.style.red
          : finding.severity === 'warning'
            ? this.style.yellow
            : this.style.blue;
      this.line();
      this.line(
        `  ${colour(finding.severity)}  ${finding.code}${finding.output && this.report.outputs.length > 1 ? `  (${finding.output})` : ''}`,
      );
      for (const text of wrapText(finding.message, this.options.width - 11)) this.line(`           ${text}`);
    }
  }

  private check(): void {
    const { check } = this.report;
    if (!check) return;
    this.line();
    for (const c of check.comparisons) {
      const [first, ...rest] = comparisonLines(c, this.style, this.options.width, 8);
      const mark = c.passed ? this.style.green('ok  ') : this.style.red('FAIL');
      this.line(`  ${mark}  ${first.trimStart()}`);
      for (const line of rest) this.line(line);
    }
  }

  private indented(style: ChalkInstance, text: string): void {
    for (const part of wrapText(text, this.options.width - INDENT)) this.line(' '.repeat(INDENT) + style(part));
  }

  /** Parts side by side as long as they fit. */
  private wrap(parts: readonly string[], gap: string, indent: number, style: (s: string) => string = (s) => s): void {
    let line = '';
    for (const part of parts) {
      if (line && visible(line) + gap.length + visible(part) > this.options.width - indent) {
        this.line(' '.repeat(indent) + style(line));
        line = '';
      }
      line += (line ? gap : '') + part;
    }
    this.line(' '.repeat(indent) + style(line));
  }
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

function visible(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes have no width
  return text.replace(/\u001b\[[0-9;]*m/g, '').length;
}
