/** `check` for people: a line per audit, and under those that fail what differs. */
import { Chalk } from 'chalk';
import { comparisonLines } from '../comparison-text.js';
import { plural } from '../layout/numbers.js';
import { wrapText } from '../layout/wrap.js';
import type { AuditResult, CheckReport } from './model.js';

export function checkText(report: CheckReport, options: { width: number; colour: boolean }): string {
  const style = new Chalk({ level: options.colour ? 1 : 0 });
  const nameWidth = Math.min(40, Math.max(0, ...report.audits.map((a) => a.file.length))) + 4;
  const marks = { passed: style.green('ok    '), failed: style.red('FAIL  '), error: style.red('ERROR ') };
  const lines: string[] = [];
  for (const audit of report.audits) {
    lines.push(
      `  ${marks[audit.status]}${`${audit.file}  `.padEnd(nameWidth)}${audit.status === 'passed' ? passedText(audit) : ''}`.trimEnd(),
    );
    if (audit.error) {
      const { message, where, hint } = audit.error;
      for (const text of [`${message}${where && !message.includes(where) ? ` (${where})` : ''}`, hint]) {
        lines.push(...wrapText(text, options.width - 8).map((l) => `        ${l}`));
      }
    }
    for (const c of audit.comparisons) if (!c.passed) lines.push(...comparisonLines(c, style, options.width, 8));
    if (audit.first_departure)
      lines.push(`        ${style.yellow(`the first step that departs: ${audit.first_departure}`)}`);
    if (audit.status === 'failed') {
      for (const f of audit.findings)
        if (f.severity === 'error' || (f.severity === 'warning' && unexpected(audit)))
          lines.push(
            ...wrapText(`${f.severity}  ${f.code}: ${f.message}`, options.width - 8).map((l) => `        ${l}`),
          );
    }
  }
  const counts = [
    `${report.passed} passed`,
    `${report.failed} failed`,
    ...(report.errors > 0 ? [plural(report.errors, 'error')] : []),
  ];
  return `${lines.join('\n')}\n\n  ${counts.join(', ')}\n`;
}

function passedText(audit: AuditResult): string {
  return audit.comparisons.length > 0 ? plural(audit.comparisons.length, 'comparison') : 'refused, as expected';
}

/** Did the findings differ from those expected? */
function unexpected(audit: AuditResult): boolean {
  return audit.comparisons.some((c) => c.what === 'findings' && !c.passed);
}
