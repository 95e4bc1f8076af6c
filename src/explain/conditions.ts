/** The audit under the conditions of a reported number. */
import type { Audit, Reported } from '../audit/audit.js';
import { type Case, plain } from './case.js';

/** How the number is read off the audit as it stands. */
export function conditioned(audit: Audit, { of, conditions }: Reported): Case {
  const size = conditions.batch_size;
  const cut = size === undefined || size === audit.batchSize ? audit : { ...audit, batchSize: size };
  const output = /^outputs\.(.+)\.loss$/.exec(of)?.[1];
  return { ...plain(cut), ...(output === undefined || audit.outputs.length < 2 ? {} : { output }) };
}
