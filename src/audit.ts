/**
 * The whole of an audit: its report with findings and expectations. What a `check` of values that fit does
 * not ask for is loaded when it is.
 */
import type { Audit } from './audit/audit.js';
import { compareExpectations, expectsArrays } from './audit/expect.js';
import { isHeld } from './audit/rows.js';
import { type RunOptions, runAudit } from './audit/run.js';
import type { Engines } from './engines/choose.js';
import { requireGoing } from './engines/pace.js';
import { LossauditError } from './errors.js';
import type { FindOptions } from './findings/context.js';
import type { FindingFilter } from './findings/index.js';
import type { Comparison, Report } from './report/audit/model.js';
import type { AnyArray } from './tensor/stored.js';

/**
 * Comparisons alone, without findings, and without steps and scores where none is expected: what `check`
 * needs of an audit whose values fit.
 * @throws LossauditError
 */
export async function comparedReport(audit: Audit, engines: Engines, options: RunOptions): Promise<Report> {
  const arrays = expectsArrays(audit.expect);
  const brief = Object.keys(audit.expect?.steps ?? {}).length === 0;
  const how = { full: options.full || arrays, brief, bare: brief, whole: !arrays };
  const report = await runAudit(audit, engines, { ...options, ...how });
  return audit.expect ? withCheck(report, compareExpectations(audit, report)) : report;
}

/** How long a loss that differs may be explained; asked once for each. */
export type ExplanationLimit = () => AbortSignal | { readonly instead: string };

export interface AuditOptions extends RunOptions {
  /** Hears what comes behind the values: `findings`. */
  readonly stage?: (name: string) => void;
  /** None: as long as it takes. */
  readonly limit?: ExplanationLimit;
  /** Gives the report of `runAudit` where others than this thread compute it. */
  readonly compute?: (options: RunOptions) => Promise<Report>;
}

/** @throws LossauditError for what cannot be audited */
export async function auditReport(
  audit: Audit<AnyArray>,
  engines: Engines,
  options: AuditOptions,
  filter?: FindingFilter,
): Promise<Report> {
  const how = { ...options, full: options.full || expectsArrays(audit.expect) };
  const bare = options.compute ? await options.compute(how) : await runAudit(audit, engines, how);
  return looked(audit, bare, options, filter);
}

/**
 * The report with findings and expectations.
 * @param find facts that were gathered with the values
 */
export async function looked(
  audit: Audit<AnyArray>,
  bare: Report,
  options: AuditOptions,
  filter?: FindingFilter,
  find: FindOptions = {},
): Promise<Report> {
  options.stage?.('findings');
  const { lookFor, isWanted } = await import('./findings/index.js');
  const { findings, notLookedFor } = await lookFor(audit, bare, filter, { ...options, ...find });
  const left = notLookedFor.length > 0 ? { findings_not_looked_for: [...notLookedFor] } : {};
  const { shards } = audit;
  const report = {
    ...bare,
    ...(shards && { shards: shards.map((s) => ({ ...s, files: [...s.files], rows: [...s.rows] })) }),
    findings,
    ...left,
  };
  const { expect } = audit;
  // Findings that were not looked for are not expected either.
  const expected = expect?.findings?.filter((code) => isWanted(code, filter));
  return withComparisons(
    expect ? { ...audit, expect: { ...expect, findings: expected } } : audit,
    report,
    options,
  );
}

async function withComparisons(
  audit: Audit<AnyArray>,
  report: Report,
  options: AuditOptions,
): Promise<Report> {
  if (!audit.expect) return report;
  const comparisons: Comparison[] = [];
  for (const c of compareExpectations(audit, report))
    comparisons.push(isMismatch(c) && isHeld(audit) ? await explained(c, audit, options) : c);
  return withCheck(report, comparisons);
}

function withCheck(report: Report, comparisons: readonly Comparison[]): Report {
  return {
    ...report,
    check: { passed: comparisons.every((c) => c.passed), comparisons: [...comparisons] },
  };
}

/** Is it a loss that differs, of which known causes may be asked? */
export function isMismatch({ what, expected, passed }: Comparison): boolean {
  return !passed && what === 'loss' && typeof expected === 'number';
}

/** Changes at once; `lossaudit explain` takes more. */
const DEPTH = 2;
/** How long hypotheses are tried; a limit ends what comes after them, too. */
const LIMITED_MS = 600;
const UNLIMITED_MS = 3000;

/** A loss that differs is explained. */
async function explained(
  comparison: Comparison,
  audit: Audit,
  { signal, limit, version }: AuditOptions,
): Promise<Comparison> {
  const given = limit?.();
  if (given && 'instead' in given) return { ...comparison, explanation: given.instead };
  const signals = [signal, given].filter((s) => s !== undefined);
  const going = { signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0] };
  const text = audit.expect?.lossText ?? String(comparison.expected);
  const [{ explainAudit }, { explanationText }] = await Promise.all([
    import('./explain/explain.js'),
    import('./report/explain/words.js'),
  ]);
  try {
    const explanation = await explainAudit(audit, [{ text, of: 'loss', conditions: {} }], {
      ...going,
      depth: DEPTH,
      timeLimitMs: given ? LIMITED_MS : UNLIMITED_MS,
      version,
    });
    requireGoing(going);
    return explanation.verdict === 'agrees'
      ? comparison
      : { ...comparison, explanation: explanationText(explanation) };
  } catch (error) {
    const late = given?.aborted && !signal?.aborted;
    if (!late || !(error instanceof LossauditError && error.code === 'aborted')) throw error;
    return { ...comparison, explanation: String(given.reason) };
  }
}
