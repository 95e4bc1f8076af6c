/** A way in which the arithmetic behind a number may differ from the audit's: one axis, one file. */
import type { Framework, FrameworkRules } from '../frameworks/framework.js';
import type { Case } from './case.js';
import type { Numbers } from './numbers.js';

/** The groups of questions that people ask (docs/explain.md). */
const FAMILIES = [
  'denominator',
  'accumulation',
  'weights',
  'mask',
  'batches',
  'running average',
  'labels',
  'logits',
  'shape',
  'totals',
  'constants',
  'dtype',
  'loss',
  'framework',
  'value',
  'factor',
] as const;
export type CauseFamily = (typeof FAMILIES)[number];

/** What the audit gives, and what it gives with a change: for sentences. */
export interface Comparison {
  readonly before: Case;
  readonly after: Case;
  readonly own: Numbers;
  readonly other: Numbers;
  /** The number itself after the change. */
  readonly value: number | undefined;
}

/** One value of an axis. */
export interface Change {
  /** The audit key or the thing that changes: `mask`, `params.from_logits`, `batch_size`. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly family: CauseFamily;
  /**
   * What it costs in bits: −log2 of how often it is behind a number, by the ranking of user questions and
   * what is said to be common there.
   */
  readonly cost: number;
  /** Where its sentence names no divisor, the first step that is another one is named. */
  readonly parts?: true;
  /** What it costs more where its number is the audit's own but for the rounding of another dtype. */
  readonly rounding?: number;
  /** It depends on which rows come together: no sample of them shows it. */
  readonly whole?: true;
  /** It needs so many times the work of others, and waits for them. */
  readonly runs?: number;
  /** What was done, as a part of a sentence: `the mask is left out`. */
  readonly sentence: string | ((of: Comparison) => string);
  /**
   * The same case with the change. It takes what it needs from the case, so that it serves other inputs, too.
   * @returns undefined where it has nothing to change
   * @throws LossauditError where the framework refuses it
   */
  readonly apply: (of: Case) => Case | undefined;
}

export interface Axis {
  readonly name: string;
  /** What it offers, or says, depends on how many rows there are. */
  readonly counts?: true;
  /** Two of its changes exclude each other. */
  readonly once?: true;
  /** It only reads a number off a run in another way: no run is made for it. */
  readonly reads?: true;
  /** The changes that a case offers. Nothing runs for it. */
  readonly changes: (of: Case, asked: Asked) => Iterable<Change>;
}

/** What the user said of the search. */
export interface Asked {
  /** Frameworks, or single versions, that may be behind the number; the audit's own alone if left out. */
  readonly among?: readonly (Framework | FrameworkRules)[];
}

export function idOf(changes: readonly Change[]): string {
  return changes.map((c) => `${c.what}=${c.to}`).join(' + ');
}

export function costOf(changes: readonly Change[]): number {
  return changes.reduce((sum, c) => sum + c.cost, 0);
}
