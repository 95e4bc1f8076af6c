/** The report as Markdown, for issues and pull requests. */
import { printableReport } from '../../text/printable.js';
import { numberText, plural } from '../layout/numbers.js';
import type { Report, StepReport } from './model.js';
import { flatten } from './model.js';

/** Values shown of an array. */
const SHOWN = 6;

export function reportMarkdown(given: Report, digits: number): string {
  const report = printableReport(given);
  const number = (x: number) => numberText(x, digits);
  const { audit, engine } = report;
  const lines = [
    `### ${escaped(audit.name || audit.file)}: loss ${number(report.total)}`,
    '',
    `${audit.framework} (rule of ${audit.rule}), ${plural(audit.rows, 'row')}, ${engine.name} ${engine.version} in ${engine.dtype}; float64 gives ${number(report.total_float64)}.`,
  ];
  for (const output of report.outputs) {
    const steps = report.batches?.[0].outputs.find((o) => o.name === output.name)?.steps ?? [];
    lines.push(
      '',
      `**${escaped(output.name)}** \`${output.loss}\` = ${number(output.value)} = ${number(output.ledger.numerator ?? Number.NaN)} / ${number(output.ledger.denominator)} (${output.ledger.counted || output.ledger.formula})`,
    );
    if (steps.length > 0) lines.push('', 'Batch 1:', ...table(steps, number), '', `All ${report.batch_count} batches:`);
    lines.push('', ...table(output.steps, number));
  }
  if (report.outputs.length > 1 || report.regularization !== 0)
    lines.push('', `total = ${report.total_formula} = ${number(report.total)}`);
  for (const f of report.findings) lines.push('', `> **${f.severity}** \`${f.code}\`: ${escaped(f.message)}`);
  return `${lines.join('\n')}\n`;
}

function table(steps: readonly StepReport[], number: (x: number) => string): string[] {
  const rows = steps.map((s) => {
    const values = flatten(s.values);
    const shown = values.length <= SHOWN ? values : values.slice(0, SHOWN);
    const rest = s.stats.count > shown.length ? ', …' : '';
    return `| ${s.name} | \`${s.formula.replace(/\|/g, '\\|')}\` | [${s.shape.join(', ')}] | ${shown.map(number).join(', ')}${rest} |`;
  });
  return ['| step | formula | shape | values |', '|---|---|---|---|', ...rows];
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&');
}
