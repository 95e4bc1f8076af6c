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

/**
 * @param of makes the case, which takes time and room of many rows
 * @returns undefined for what is refused
 */
export type Judge = (of: () => Case | undefined, changes: readonly Change[]) => Promise<Judged | undefined>;

export function onAllRows(runs: Runs): Judge {
  return async (make) => {
    const of = make();
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

type Make = (start: Case, changes: readonly Change[]) => Case | undefined;

/**
 * For numbers that rows give alike: means, or sums, which grow with the rows. What follows from neither, and
 * what depends on batches, is computed on all rows.
 */
export class Sample {
  private readonly all: Case;
  private readonly halves: readonly Case[];
  private readonly whole: Judge;
  private readonly grows: number;

  /** @param make the case that changes make of another start */
  constructor(
    private readonly start: Case,
    private readonly wanted: WrittenNumber,
    private readonly make: Make,
    private readonly runs: Runs,
  ) {
    const rows = rowCount(start.audit);
    const every = Math.floor(rows / SAMPLE);
    this.all = sample(start, every, 0);
    this.halves = [0, every].map((from) => sample(start, 2 * every, from));
    this.whole = onAllRows(runs);
    this.grows = rows / rowCount(this.all.audit);
  }

  /**
   * The sample with changes: which others they leave does not depend on the rows.
   * @param counts with as many rows as there are, for changes that count them
   */
  shown(changes: readonly Change[], counts = false): Case | undefined {
    const of = this.make(this.all, changes);
    if (!of || !counts) return of;
    return { ...of, audit: { ...this.start.audit, batchSize: of.audit.batchSize } };
  }

  readonly judge: Judge = async (of, changes) => {
    if (changes.some((c) => c.whole)) return this.whole(of, changes);
    const given: (number | undefined)[] = [];
    for (const part of [this.all, ...this.halves]) {
      const cut = this.make(part, changes);
      given.push(cut && (await this.runs.value(cut)));
    }
    const [both, a, b] = given;
    if (both === undefined || a === undefined || b === undefined) return this.whole(of, changes);
    const mean = near(both, (a + b) / 2);
    if (!mean && !near(both, a + b)) return this.whole(of, changes);
    const grows = mean ? 1 : this.grows;
    const value = both * grows;
    const error = APART * Math.abs(mean ? a - b : 2 * (a - b)) * grows + SHARE * Math.abs(value);
    const { value: wanted, half } = this.wanted;
    if (Math.abs(value - wanted) > error + half) return { value, estimated: true, mark: both };
    const exact = await this.whole(of, changes);
    return exact && { ...exact, mark: both };
  };
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= LINEAR * Math.max(Math.abs(a), Math.abs(b));
}

/** Every so manieth row of all arrays. */
function sample(start: Case, every: number, from: number): Case {
  const rows = rowCount(start.audit);
  const indices = Array.from({ length: Math.floor((rows - from) / every) }, (_, i) => from + i * every);
  return { ...start, audit: withSlots(start.audit, (o) => arraysOfRows(o, indices)) };
}
