/** The shape of every finding: a stable code, a severity, what it means for a reader, and how it is noticed. */
import type { CheckContext } from './context.js';

type Severity = 'error' | 'warning' | 'note';
type Data = Readonly<Record<string, unknown>>;

interface Found {
  readonly data: Data;
  readonly output?: string;
  readonly step?: string;
}

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** For the documentation, in this order: what one sees, why, what to do, whom it concerns. */
  readonly symptom: string;
  readonly cause: string;
  readonly change: string;
  readonly frameworks: string;
  /** One or two sentences about this audit. */
  readonly message: (data: Data) => string;
  readonly find: (context: CheckContext) => Iterable<Found> | AsyncIterable<Found>;
}

export function defineFinding(finding: Finding): Finding {
  return finding;
}

/** Numbers in messages: six significant digits. */
export function short(x: unknown): string {
  return typeof x === 'number' ? String(Number(x.toPrecision(6))) : String(x);
}

/** 1 value, 2 values. */
export function some(n: unknown, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
