/** A reported number, and what is said of how it came about. */
import type { Audit } from '../audit/audit.js';
import { type Case, plain } from './case.js';

export interface Reported {
  /** As it was printed. */
  readonly text: string;
  /** `loss`, `outputs.<name>.loss`, `history`. */
  readonly of: string;
  readonly conditions: {
    readonly batch_size?: number;
    readonly epoch?: number;
    readonly step?: number;
    readonly stage?: 'train' | 'evaluate';
    readonly framework?: string;
  };
}

/** The audit under the conditions of a reported number. */
export function conditioned(audit: Audit, { of, conditions }: Reported): Case {
  const size = conditions.batch_size;
  const cut = size === undefined ? audit : { ...audit, batchSize: size };
  const output = /^outputs\.(.+)\.loss$/.exec(of)?.[1];
  return { ...plain(cut), ...(output === undefined || audit.outputs.length < 2 ? {} : { output }) };
}
