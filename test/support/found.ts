/** What is found in an audit, run on the reference engine. */
import type { Audit } from '../../src/audit/audit.js';
import { runAudit } from '../../src/audit/run.js';
import { referenceEngine } from '../../src/engines/reference/engine.js';
import { findingsOf } from '../../src/findings/index.js';
import type { FindingReport, Report } from '../../src/report/audit/model.js';

export async function foundIn(audit: Audit): Promise<{ report: Report; found: readonly FindingReport[] }> {
  const engines = {
    headline: referenceEngine({ dtype: audit.dtype, version: '' }),
    reference: referenceEngine({ dtype: 'float64', version: '' }),
  };
  const report = await runAudit(audit, engines, { full: false, version: '' });
  return { report, found: await findingsOf(audit, report) };
}
