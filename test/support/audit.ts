/** An audit given as an object, run in this process on the float32 reference engine. */
import type { Audit } from '../../src/audit/audit.js';
import { readAudit } from '../../src/audit/read.js';
import { auditReport } from '../../src/audit.js';
import { chooseEngines } from '../../src/engines/choose.js';
import type { FindingReport, Report } from '../../src/report/audit/model.js';

export async function reportOf(audit: object, baseDir = '.'): Promise<Report> {
  return (await auditWithReport(audit, baseDir)).report;
}

export async function auditWithReport(
  file: object,
  baseDir = '.',
): Promise<{ audit: Audit; report: Report }> {
  const bytes = Buffer.from(JSON.stringify(file));
  const audit = await readAudit(bytes, {}, { source: 'test', baseDir, roots: [] });
  const engines = await chooseEngines('reference', audit.dtype, 'test');
  return { audit, report: await auditReport(audit, engines, { full: false, version: 'test' }) };
}

export function finding(report: Report, code: string): FindingReport | undefined {
  return report.findings.find((f) => f.code === code);
}

/** What a finding about a reported number says. */
export async function explained(audit: object, reported: string): Promise<string> {
  return finding(await reportOf({ ...audit, reported }), 'reported-differs')?.message ?? 'not a finding';
}
