/** What a number is divided by, in words. */
import type { LedgerValues } from '../audit/evaluate.js';
import { near } from '../tensor/near.js';
import { shortText } from '../text/sentence.js';
import type { Comparison } from './axis.js';
import { isPlain } from './case.js';
import type { Numbers } from './numbers.js';

/** `: 0.4 / 3 (all samples) instead of 0.4 / 2 (…)`; empty where one of them is no quotient. */
export function ledgerChange({ before, after, own, other }: Comparison): string {
  if (!isPlain(before) || !isPlain(after)) return '';
  const [mine, theirs] = [onlyLedger(own), onlyLedger(other)];
  if (!mine || !theirs) return mine ? `, not divided by ${divisor(mine)}` : '';
  const alike = (a: number, b: number) => near(a, b, ROUNDED);
  if (!alike(mine.numerator!, theirs.numerator!))
    // Of the same divisor the scores are others: the divisor explains nothing.
    return alike(mine.denominator, theirs.denominator)
      ? ''
      : `: ${quotient(theirs)} instead of ${quotient(mine)}`;
  if (alike(mine.denominator, theirs.denominator)) return '';
  return `: ${shortText(theirs.numerator!)} divided by ${divisor(theirs)} instead of by ${divisor(mine)}`;
}

/** Of the same numbers in another dtype. */
const ROUNDED = 1e-5;

function quotient(ledger: LedgerValues): string {
  return `${shortText(ledger.numerator!)} / ${divisor(ledger)}`;
}

/** The quotient that the whole number is. */
export function onlyLedger({ outputs, batches }: Numbers): LedgerValues | undefined {
  if (outputs.length > 1 || batches.length > 1) return undefined;
  const { ledger } = outputs[0]!;
  return ledger && ledger.formula !== 'value' && ledger.numerator !== null ? ledger : undefined;
}

/** `3 (all samples)`. */
export function divisor({ denominator, counted }: LedgerValues): string {
  return `${shortText(denominator)}${counted ? ` (${counted})` : ''}`;
}
