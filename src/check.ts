/** An audit against its reference values; what goes wrong in it stays in its result. */
import { auditEngines } from './audit/engines.js';
import { compareRefusal } from './audit/expect.js';
import { type AuditInput, documentOf, OF_A_PROGRAM } from './audit/given.js';
import { type ReadContext, readAudit } from './audit/read.js';
import { auditReport, comparedReport, type ExplanationLimit } from './audit.js';
import type { EngineName } from './engines/names.js';
import { LossauditError } from './errors.js';
import type { JsonDocument } from './io/json.js';
import type { Report } from './report/audit/model.js';
import type { AuditResult, CheckReport } from './report/check/model.js';
import { memoryError } from './tensor/memory.js';
import { isNdArray } from './tensor/ndarray.js';
import { VERSION } from './version.js';

export interface CheckOptions {
  readonly engine: EngineName;
  readonly enginePath?: string;
  readonly rtol?: number;
  readonly atol?: number;
  readonly roots: readonly string[];
  /** An audit that expects nothing is computed all the same: it gets a first reference value. */
  readonly first?: boolean;
  readonly version: string;
  /** By file; none: as long as it takes. */
  readonly limit?: (file: string) => ExplanationLimit;
}

export interface CheckedFile {
  readonly result: AuditResult;
  /** The parsed file, for --update. */
  readonly document?: JsonDocument;
  readonly report?: Report;
}

/**
 * What `lossaudit check` finds of one audit, and what its own failures are: nothing is thrown of an audit.
 * @param source the audit file's bytes, or an object with its keys
 */
export async function checkAudit(
  source: Uint8Array | AuditInput,
  context: Pick<ReadContext, 'source' | 'baseDir' | 'roots'> = OF_A_PROGRAM,
  options: Partial<Omit<CheckOptions, 'roots' | 'limit' | 'first'>> = {},
): Promise<AuditResult> {
  const { source: file, baseDir, roots } = context;
  const all = { engine: 'reference', version: VERSION, ...options, roots } as const;
  return (await checkFile(source, file, baseDir, all)).result;
}

/** The results of several audits as `lossaudit check --reporter json` writes them. */
export function checkReport(audits: readonly AuditResult[]): CheckReport {
  const count = (status: AuditResult['status']) => audits.filter((a) => a.status === status).length;
  return {
    schema: 'lossaudit/check@1',
    passed: count('passed'),
    failed: count('failed'),
    errors: count('error'),
    audits: [...audits],
  };
}

/**
 * @param source the audit file
 * @param file as results name it
 * @param baseDir folder that its array files are relative to
 */
export async function checkFile(
  source: Uint8Array | AuditInput,
  file: string,
  baseDir: string,
  options: CheckOptions,
): Promise<CheckedFile> {
  let document: JsonDocument | undefined;
  let name = '';
  let expectsError: string | true | undefined;
  let expects = true;
  const base = () => ({ file, name, line: document?.locate(['expect'])?.line });
  const refusal = (error: LossauditError): AuditResult => ({
    ...base(),
    // What expects nothing can be audited: it fails.
    status: expectsNothing(error) ? 'failed' : 'error',
    comparisons: [],
    findings: [],
    ...error.toJSON(),
  });
  try {
    document = documentOf(source, file);
    const { value } = document;
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !isNdArray(value)) {
      if (typeof value.name === 'string') name = value.name;
      const expect = value.expect;
      if (typeof expect === 'object' && expect !== null && 'error' in expect)
        expectsError = expect.error as string | true;
      expects = expect !== undefined;
    }
    const overrides =
      options.rtol === undefined ? {} : { tolerance: { rtol: options.rtol, atol: options.atol ?? 0 } };
    const audit = await readAudit(document, overrides, { source: file, baseDir, roots: options.roots });
    // What cannot be audited, or is no audit, should not be told to expect something.
    if (!expects && !options.first) throw nothing(file);
    const engines = await auditEngines(audit, options.engine, options.version, options.enginePath);
    const run = { full: false, version: options.version };
    // Values that fit need no float64 beside them; what fails, or expects findings, is run with all there is
    // to say. tfjs does not refuse a class out of range, so it never runs alone.
    const alone = engines.headline.info.name === 'reference' && audit.expect?.findings === undefined;
    const lean = alone && (await comparedReport(audit, { ...engines, reference: engines.headline }, run));
    const report =
      lean !== false && lean.check?.passed
        ? lean
        : await auditReport(audit, engines, { ...run, limit: options.limit?.(file) });
    const comparisons = report.check?.comparisons ?? [];
    if (comparisons.length === 0) return { result: refusal(nothing(file)), document, report };
    const passed =
      comparisons.every((c) => c.passed) &&
      (audit.expect?.findings !== undefined || report.findings.every((f) => f.severity !== 'error'));
    const departs = comparisons.find((c) => !c.passed && c.what.startsWith('steps.'));
    const result: AuditResult = {
      ...base(),
      status: passed ? 'passed' : 'failed',
      comparisons,
      findings: report.findings,
      ...(departs ? { first_departure: departs.what.slice('steps.'.length) } : {}),
    };
    return { result, document, report };
  } catch (thrown) {
    const error = ownError(thrown);
    if (expectsError !== undefined && !NO_REFUSALS.has(error.code)) {
      const refused = compareRefusal(expectsError, error.code);
      const status = refused.passed ? 'passed' : 'failed';
      return { result: { ...base(), status, comparisons: [refused], findings: [] }, document };
    }
    return { result: refusal(error), document };
  }
}

const NOTHING = 'nothing-expected';

function nothing(file: string): LossauditError {
  return new LossauditError(NOTHING, { file }, { where: file });
}

/** Did the audit fail since it checks nothing? */
export function expectsNothing(error: { readonly code: string } | undefined): boolean {
  return error?.code === NOTHING;
}

/** One file's bug does not keep the others from being checked. */
export function ownError(thrown: unknown): LossauditError {
  const error = memoryError(thrown);
  return error instanceof LossauditError
    ? error
    : new LossauditError('bug', { detail: String(error) }, { cause: error });
}

/** Errors of the file or of ours: no framework refuses anything there. */
const NO_REFUSALS: ReadonlySet<string> = new Set([NOTHING, 'no-audit', 'bad-audit', 'bug', 'out-of-memory']);
