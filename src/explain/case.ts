/** What a hypothesis computes: an audit, and how a number is read off it. */
import type { Audit } from '../audit/audit.js';
import type { Expr } from '../expr/node.js';
import type { Numbers } from './numbers.js';
import type { PairOutput } from './variants.js';

export interface Case {
  readonly audit: Audit;
  /** How the numbers of its batches become one, where that is not what the framework's own loop does. */
  readonly batches?: BatchReading;
  /** The value of this output alone, before its loss weight. */
  readonly output?: string;
  /** What the sum that the loss is made of is divided by, instead of its own denominator. */
  readonly over?: Count;
  /** What was done with the number afterwards, in this order. */
  readonly after: readonly After[];
}

/** Something that can be counted in the arrays: `the non-zero weights`. */
export interface Count {
  readonly name: string;
  /** Undefined where these arrays have no such thing. */
  readonly of: (output: PairOutput, rows: number) => Expr | undefined;
}

/** The numbers of the batches as one. */
export interface BatchReading {
  readonly name: string;
  /** Undefined where there are too few batches for it. */
  readonly read: (batches: Numbers['batches'], audit: Audit) => number | undefined;
}

/** An operation on a finished number: `exp`, `* 4`. */
interface After {
  readonly name: string;
  readonly of: (value: Expr) => Expr;
}

export function plain(audit: Audit): Case {
  return { audit, after: [] };
}

/** Is the number read off as the audit itself says it? */
export function isPlain({ batches, output, over, after }: Case): boolean {
  return !batches && output === undefined && !over && after.length === 0;
}
