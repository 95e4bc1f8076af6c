/** The whole of an audit: its report with findings and expectations. */
import type { Audit } from './audit/audit.js';
import { compareExpectations, expectsArrays } from './audit/expect.js';
import { type RunOptions, runAudit } from './audit/run.js';
import type { Engines } from './engines/choose.js';
import { explainMismatch } from './explain/mismatch.js';
import { type FindingFilter, findingsOf, isWanted } from './findings/index.js';
import type { Comparison, Report } from './report/audit/model.js';
import { writtenNumber } from './text/written-number.js';

/**
 * Comparisons alone, without findings, and without steps where none is expected: what `check` needs of an
 * audit whose values fit.
 * @throws LossauditError
 */
export async function comparedReport(audit: Audit, engines: Engines, options: RunOptions): Promise<Report> {
  const full = options.full || expectsArrays(audit.expect);
  const brief = Object.keys(audit.expect?.steps ?? {}).length === 0;
  return withComparisons(audit, await runAudit(audit, engines, { ...options, full, brief }), options);
}

/** @throws LossauditError for what cannot be audited */
export async function auditReport(
  audit: Audit,
  engines: Engines,
  options: RunOptions,
  filter?: FindingFilter,
): Promise<Report> {
  const bare = await runAudit(audit, engines, {
    ...options,
    full: options.full || expectsArrays(audit.expect),
  });
  const report = { ...bare, findings: await findingsOf(audit, bare, filter, options) };
  const { expect } = audit;
  // Findings that were not looked for are not expected either.
  const findings = expect?.findings?.filter((code) => isWanted(code, filter));
  return withComparisons(expect ? { ...audit, expect: { ...expect, findings } } : audit, report, options);
}

async function withComparisons(audit: Audit, report: Report, options: RunOptions): Promise<Report> {
  if (!audit.expect) return report;
  const comparisons: Comparison[] = [];
  for (const c of compareExpectations(audit, report))
    comparisons.push(await explained(c, audit, report, options));
  return { ...report, check: { passed: comparisons.every((c) => c.passed), comparisons } };
}

/** A loss that differs is explained where known causes fit. */
async function explained(
  comparison: Comparison,
  audit: Audit,
  report: Report,
  { signal }: RunOptions,
): Promise<Comparison> {
  const { what, expected, passed } = comparison;
  if (passed || what !== 'loss' || typeof expected !== 'number') return comparison;
  const written = writtenNumber(audit.expect?.lossText ?? String(expected));
  const explanation = await explainMismatch(audit, report, written, { signal });
  return explanation ? { ...comparison, explanation } : comparison;
}
