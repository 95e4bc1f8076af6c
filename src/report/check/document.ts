/**
 * `check` as a document: a line per audit, and under those that fail what differs; in brief, a table of
 * these alone.
 */
import { comparisonDetails, comparisonText } from '../comparison.js';
import {
  type Block,
  BREAK,
  type Document,
  GAP,
  type Inline,
  type Item,
  type Span,
} from '../layout/document.js';
import { plural } from '../layout/numbers.js';
import { failureTexts } from './failures.js';
import type { AuditResult, CheckReport } from './model.js';

const MARKS: Readonly<Record<AuditResult['status'], Span>> = {
  passed: { text: 'ok', role: 'good' },
  failed: { text: 'FAIL', role: 'bad' },
  error: { text: 'ERROR', role: 'bad' },
};

export function* checkDocument(report: CheckReport): Document {
  const items = report.audits.map(
    (audit): Item => ({
      mark: MARKS[audit.status],
      label: audit.file,
      text: audit.status === 'passed' ? passedText(audit) : '',
      details: [...detailsOf(audit)],
    }),
  );
  yield { kind: 'list', items };
  yield GAP;
  const counts = [
    `${report.passed} passed`,
    `${report.failed} failed`,
    ...(report.errors > 0 ? [plural(report.errors, 'error')] : []),
  ];
  yield { kind: 'text', text: counts.join(', '), indent: 2 };
}

export function* checkBrief(report: CheckReport): Document {
  const errors = report.errors > 0 ? `, ${report.errors} could not be audited` : '';
  yield {
    kind: 'heading',
    level: 1,
    title: `lossaudit: ${report.passed} passed, ${report.failed} failed${errors}`,
  };
  const bad = report.audits.filter((a) => a.status !== 'passed');
  if (bad.length === 0) return;
  const what = (a: AuditResult): Inline =>
    failureTexts(a).flatMap((text, i) => (i === 0 ? [text] : [BREAK, text]));
  const columns = [{ name: 'audit', kind: 'text' } as const, { name: 'what', kind: 'list' } as const];
  yield { kind: 'table', columns, rows: bad.map((a) => [a.file, what(a)]) };
}

function* detailsOf(audit: AuditResult): Iterable<Block> {
  if (audit.error) {
    const { message, where, hint } = audit.error;
    yield { kind: 'text', text: `${message}${where && !message.includes(where) ? ` (${where})` : ''}` };
    yield { kind: 'text', text: hint };
  }
  for (const c of audit.comparisons) {
    if (c.passed) continue;
    yield { kind: 'text', text: comparisonText(c) };
    yield* comparisonDetails(c);
  }
  if (audit.first_departure)
    yield { kind: 'text', text: `the first step that departs: ${audit.first_departure}`, role: 'warning' };
  if (audit.status !== 'failed') return;
  for (const f of audit.findings)
    if (f.severity === 'error' || (f.severity === 'warning' && unexpected(audit)))
      yield { kind: 'text', text: `${f.severity}  ${f.code}: ${f.message}` };
}

function passedText(audit: AuditResult): string {
  return audit.comparisons.length > 0
    ? plural(audit.comparisons.length, 'comparison')
    : 'refused, as expected';
}

/** Did the findings differ from those expected? */
function unexpected(audit: AuditResult): boolean {
  return audit.comparisons.some((c) => c.what === 'findings' && !c.passed);
}
