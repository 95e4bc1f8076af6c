/** Windows of gradient accumulation: K batches at a time are one step. */
import { type Normalization, windowsOf, windowValues } from '../batches/accumulate.js';
import type { Batches, Reading } from './batch-readings.js';

/** How many batches people make a step of. */
const STEPS = [2, 4, 8, 16, 32];

/** What each window gives, oldest first; undefined where what is counted is not known. */
function windows(batches: Batches, by: Normalization, k: number): number[] | undefined {
  const micro = batches.map(({ total, rows, ledger }) => ({
    loss: total,
    rows,
    ...(ledger && ledger.numerator !== null
      ? { numerator: ledger.numerator, counted: ledger.denominator }
      : {}),
    others: [],
  }));
  const values = windowsOf([micro], k).map((window) => windowValues(window, 1)[by]);
  return values.every((x) => x !== undefined) ? values : undefined;
}

const mean = (values: readonly number[] | undefined) =>
  values && values.reduce((a, b) => a + b, 0) / values.length;

/** @param count of the batches */
export function windowReadings(count: number): Reading[] {
  const family = 'accumulation' as const;
  return STEPS.filter((k) => k < count).flatMap((k): Reading[] => [
    {
      to: `token means of ${k} batches each`,
      cost: 6,
      sentence: `the mean over steps of ${k} batches each, every step one mean over all that it counts`,
      family,
      read: (b) => mean(windows(b, 'tokens', k)),
    },
    {
      to: `means of ${k} batches each`,
      cost: 6,
      sentence: `the mean over steps of ${k} batches each, every step the mean of its batch losses`,
      family,
      read: (b) => mean(windows(b, 'micro-batch', k)),
    },
    {
      to: `last step of ${k} batches`,
      cost: 7,
      sentence: `the mean of the batch losses of the last step of ${k} batches alone`,
      family,
      read: (b) => windows(b, 'micro-batch', k)?.at(-1),
    },
    {
      to: `last step of ${k} batches, its token mean`,
      cost: 7,
      sentence: `one mean over all that the last step of ${k} batches counts`,
      family,
      read: (b) => windows(b, 'tokens', k)?.at(-1),
    },
    {
      to: `first step of ${k} batches`,
      cost: 7,
      sentence: `the mean of the batch losses of the first step of ${k} batches alone`,
      family,
      read: (b) => windows(b, 'micro-batch', k)?.[0],
    },
    {
      to: `first step of ${k} batches, its token mean`,
      cost: 7,
      sentence: `one mean over all that the first step of ${k} batches counts`,
      family,
      read: (b) => windows(b, 'tokens', k)?.[0],
    },
  ]);
}
