/** The audit report as a page of Markdown: each result with what it is made of, its steps, the findings. */
import { type Block, type Document, GAP } from '../layout/document.js';
import { numberText, plural } from '../layout/numbers.js';
import type { OutputReport, Report } from './model.js';
import { hasTotal } from './results.js';
import { findingsOf, notLookedFor, type StepOptions, stepOf } from './steps.js';

export function* compactDocument(report: Report, options: StepOptions): Document {
  const { audit, engine, total, outputs } = report;
  const { digits } = options;
  const number = (x: number) => numberText(x, digits);
  yield { kind: 'heading', level: 1, title: `${audit.name || audit.file}: loss ${number(total)}` };
  const versions = `${audit.framework} (rule of ${audit.rule})`;
  const engineText = `${engine.name} ${engine.version} in ${engine.dtype}`;
  const exact = `float64 gives ${number(report.total_float64)}.`;
  yield { kind: 'text', text: `${versions}, ${plural(audit.rows, 'row')}, ${engineText}; ${exact}` };
  for (const output of outputs) yield* outputOf(output, report, options);
  if (hasTotal(report)) {
    yield GAP;
    yield { kind: 'text', text: `total = ${report.total_formula} = ${number(total)}` };
  }
  yield* findingsOf(report.findings, false);
  yield* notLookedFor(report);
}

function* outputOf(output: OutputReport, report: Report, options: StepOptions): Iterable<Block> {
  const { name, loss, value, ledger, steps } = output;
  const batch = report.batches?.[0]?.outputs.find((o) => o.name === name)?.steps ?? [];
  const number = (x: number) => numberText(x, options.digits);
  const quotient = `${number(ledger.numerator ?? Number.NaN)} / ${number(ledger.denominator)}`;
  const counted = ` (${ledger.counted || ledger.formula})`;
  yield GAP;
  yield {
    kind: 'text',
    text: [
      { text: name, role: 'strong' },
      ' ',
      { text: loss, role: 'code' },
      ` = ${number(value)} = ${quotient}${counted}`,
    ],
  };
  if (batch.length > 0) {
    yield { kind: 'text', text: 'Batch 1:' };
    yield { kind: 'steps', steps: batch.map((s) => stepOf(s, options)) };
    yield { kind: 'text', text: `All ${report.batch_count} batches:` };
  }
  yield { kind: 'steps', steps: steps.map((s) => stepOf(s, options)) };
}
