/** The numbers that somebody saw beside what the audit gives there. */
import type { Audit } from '../audit/audit.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { type WrittenNumber, writtenNumber } from '../text/written-number.js';
import { conditioned } from './conditions.js';
import { Runs } from './numbers.js';

interface Seen {
  readonly written: WrittenNumber;
  readonly own: number;
}

/** Those of which the audit gives a number. */
export async function seenNumbers(audit: Audit, { signal }: EvaluateOptions): Promise<Seen[]> {
  const runs = new Runs({ signal });
  const seen: Seen[] = [];
  for (const reported of audit.reported) {
    const own = await runs.value(await conditioned(audit, reported));
    if (own !== undefined) seen.push({ written: writtenNumber(reported.text), own });
  }
  return seen;
}
