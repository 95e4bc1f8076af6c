/** The whole of an audit: its report with findings and expectations. */
import type { Audit } from './audit/audit.js';
import { compareExpectations, expectsArrays } from './audit/expect.js';
import { type RunOptions, runAudit } from './audit/run.js';
import type { Engines } from './engines/choose.js';
import { explainMismatch } from './explain/mismatch.js';
import { type FindingFilter, findingsOf, isWanted } from './findings/index.js';
import type { Comparison, Report } from './report/audit/model.js';
import { writtenNumber } from './text/written-number.js';

/** Comparisons alone, without findings: what `check` needs of an audit whose values fit. @throws LossauditError */
export function comparedReport(audit: Audit, engines: Engines, options: RunOptions): Report {
  return withComparisons(
    audit,
    runAudit(audit, engines, { ...options, full: options.full || expectsArrays(audit.expect) }),
  );
}

/** @throws LossauditError for what cannot be audited */
export function auditReport(audit: Audit, engines: Engines, options: RunOptions, filter?: FindingFilter): Report {
  const bare = runAudit(audit, engines, { ...options, full: options.full || expectsArrays(audit.expect) });
  const report = { ...bare, findings: findingsOf(audit, bare, filter) };
  const { expect } = audit;
  // Findings that were not looked for are not expected either.
  const findings = expect?.findings?.filter((code) => isWanted(code, filter));
  return withComparisons(expect ? { ...audit, expect: { ...expect, findings } } : audit, report);
}

function withComparisons(audit: Audit, report: Report): Report {
  if (!audit.expect) return report;
  const comparisons = compareExpectations(audit, report).map((c) => explained(c, audit, report));
  return { ...report, check: { passed: comparisons.every((c) => c.passed), comparisons } };
}

/** A loss that differs is explained where known causes fit. */
function explained(comparison: Comparison, audit: Audit, report: Report): Comparison {
  const { what, expected, passed } = comparison;
  if (passed || what !== 'loss' || typeof expected !== 'number') return comparison;
  const written = writtenNumber(audit.expect?.lossText ?? String(expected));
  const explanation = explainMismatch(audit, report, written);
  return explanation ? { ...comparison, explanation } : comparison;
}
