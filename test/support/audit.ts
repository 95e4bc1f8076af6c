/** An audit given as an object, run in this process on the float32 reference engine. */
import { readAudit } from '../../src/audit/read.js';
import { auditReport } from '../../src/audit.js';
import { chooseEngines } from '../../src/engines/choose.js';
import type { FindingReport, Report } from '../../src/report/audit/model.js';

export async function reportOf(audit: object, baseDir = '.'): Promise<Report> {
  const bytes = Buffer.from(JSON.stringify(audit));
  const read = await readAudit(bytes, {}, { source: 'test', baseDir, roots: [] });
  return auditReport(read, await chooseEngines('reference', read.dtype, 'test'), { full: false, version: 'test' });
}

export function finding(report: Report, code: string): FindingReport | undefined {
  return report.findings.find((f) => f.code === code);
}

/** What a finding about a reported number says. */
export async function explained(audit: object, reported: string): Promise<string> {
  return finding(await reportOf({ ...audit, reported }), 'reported-differs')?.message ?? 'not a finding';
}
