/**
 * What a hypothesis gives: on all rows, or, of very many rows, first on a sample of them. Only what may be
 * the reported number is then computed on all.
 */
import { withSlots } from '../audit/resolve.js';
import { arraysOfRows, leadingArray, rowCount } from '../audit/rows.js';
import type { WrittenNumber } from '../text/written-number.js';
import type { Change } from './axis.js';
import type { Case } from './case.js';
import type { Runs } from './numbers.js';

interface Judged {
  readonly value: number;
  /** It was estimated from a sample, and lies far from the reported number. */
  readonly estimated?: true;
  /** Tells whether another hypothesis computes the same. */
  readonly mark: number;
}

/** @returns undefined for what is refused */
export type Judge = (of: Case | undefined, changes: readonly Change[]) => Promise<Judged | undefined>;

export function onAllRows(runs: Runs): Judge {
  return async (of) => {
    const value = of && (await runs.value(of));
    return value === undefined ? undefined : { value, mark: value };
  };
}

/** Elements of the predictions from which on a sample comes first. */
const MANY = 2 ** 20;
/** Rows of the sample, in two halves. */
const SAMPLE = 2 ** 14;
/** What is farther off than so many times what the halves differ by, and this share, is another number. */
const [APART, SHARE] = [8, 0.02];
/** Numbers of a sample that follow from those of its halves do so up to this share. */
const LINEAR = 0.05;

/** Are there so many rows, all of one batch, that a sample comes first? */
export function isLarge({ audit }: Case): boolean {
  return (
    audit.batchSize === undefined &&
    rowCount(audit) > 4 * SAMPLE &&
    audit.outputs.some((o) => (leadingArray(o)?.data.length ?? 0) > MANY)
  );
}

/**
 * @param make the case that changes make of another start
 * @returns a judge for numbers that rows give alike: means, or sums, which grow with the rows. What follows
 * from neither, and what depends on batches, is computed on all rows.
 */
export function onSample(
  start: Case,
  wanted: WrittenNumber,
  make: (start: Case, changes: readonly Change[]) => Case | undefined,
  runs: Runs,
): Judge {
  const rows = rowCount(start.audit);
  const every = Math.floor(rows / SAMPLE);
  const [all, even, odd] = [
    samples(start, every, 0),
    samples(start, 2 * every, 0),
    samples(start, 2 * every, every),
  ];
  const whole = onAllRows(runs);
  return async (of, changes) => {
    if (changes.some((c) => c.whole)) return whole(of, changes);
    const given: (number | undefined)[] = [];
    for (const sample of [all, even, odd]) {
      const cut = make(sample, changes);
      given.push(cut && (await runs.value(cut)));
    }
    const [both, a, b] = given;
    if (both === undefined || a === undefined || b === undefined) return whole(of, changes);
    const mean = near(both, (a + b) / 2);
    if (!mean && !near(both, a + b)) return whole(of, changes);
    const grows = mean ? 1 : rows / SAMPLE;
    const value = both * grows;
    const error = APART * Math.abs(mean ? a - b : 2 * (a - b)) * grows + SHARE * Math.abs(value);
    if (Math.abs(value - wanted.value) > error + wanted.half) return { value, estimated: true, mark: both };
    const exact = await whole(of, changes);
    return exact && { ...exact, mark: both };
  };
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= LINEAR * Math.max(Math.abs(a), Math.abs(b));
}

/** Every so manieth row of all arrays. */
function samples(start: Case, every: number, from: number): Case {
  const rows = rowCount(start.audit);
  const indices = Array.from({ length: Math.floor((rows - from) / every) }, (_, i) => from + i * every);
  return { ...start, audit: withSlots(start.audit, (o) => arraysOfRows(o, indices)) };
}
