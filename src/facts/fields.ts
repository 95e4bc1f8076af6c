/**
 * What states of facts are made of. Merging a field is associative and commutative, so the split of the rows
 * and the order of the parts never show; each is written as plain JSON, exactly, and read without trust.
 */
import { ExactSum } from '../engines/exact-sum.js';
import { badState, readCount, readNumber, record, writeNumber } from '../engines/written.js';

export interface Field<V> {
  start(): V;
  /** May change and take over either. */
  merge(a: V, b: V): V;
  write(value: V): unknown;
  /** @throws LossauditError `bad-state` */
  read(written: unknown, what: string): V;
}

export const count: Field<number> = {
  start: () => 0,
  merge: (a, b) => a + b,
  write: (n) => n,
  read: readCount,
};

/**
 * The least number; infinity without any. A state holds no −0: which of the zeros came first is no matter.
 */
export const least: Field<number> = {
  start: () => Number.POSITIVE_INFINITY,
  merge: (a, b) => Math.min(a, b),
  write: writeNumber,
  read: readNumber,
};

export const greatest: Field<number> = {
  ...least,
  start: () => Number.NEGATIVE_INFINITY,
  merge: (a, b) => Math.max(a, b),
};

export const sum: Field<ExactSum> = {
  start: () => new ExactSum(),
  merge(a, b) {
    a.merge(b);
    return a;
  },
  write: (s) => s.write(),
  read: (written) => ExactSum.from(written),
};

/** The first place of something in the whole array, and values that belong to it. */
export interface First {
  /** Infinity: nowhere. */
  readonly at: number;
  readonly values: readonly number[];
}

const NOWHERE: First = { at: Number.POSITIVE_INFINITY, values: [] };

export const first: Field<First> = {
  start: () => NOWHERE,
  merge: (a, b) => (b.at < a.at ? b : a),
  write: ({ at, values }) => (at === NOWHERE.at ? null : { at, values: values.map(writeNumber) }),
  read(written, what) {
    if (written === null) return NOWHERE;
    const { at, values } = record(written, what);
    return { at: readCount(at, 'a place'), values: listOf(values, readNumber, what) };
  },
};

/** How often each of the numbers 0, 1, … was seen. */
export const tally: Field<number[]> = {
  start: () => [],
  merge(a, b) {
    const [long, short] = a.length < b.length ? [b, a] : [a, b];
    for (const [i, n] of short.entries()) long[i]! += n;
    return long;
  },
  write: (counts) => counts,
  read: (written, what) => listOf(written, readCount, what),
};

/** Whole numbers, as runs: from, to (exclusive), from, to, … in order, with gaps between them. */
export type Runs = number[];

export const runs: Field<Runs> = {
  start: () => [],
  merge: union,
  write: (list) => list,
  read(written, what) {
    const list = listOf(written, readCount, what);
    if (list.length % 2 > 0 || list.some((x, i) => i > 0 && x <= list[i - 1]!))
      return badState(`${what} is no list of runs`);
    return list;
  },
};

/** Adds one number; mostly it is the next one. */
export function include(list: Runs, n: number): Runs {
  const end = list.length - 1;
  if (end < 0 || list[end]! < n) list.push(n, n + 1);
  else if (list[end] === n) list[end] = n + 1;
  else if (n < list[end - 1]!) return union(list, [n, n + 1]);
  return list;
}

export function includes(list: Runs, n: number): boolean {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! <= n) low = middle + 1;
    else high = middle;
  }
  // An odd number of borders at or below it: inside.
  return low % 2 > 0;
}

function union(a: Runs, b: Runs): Runs {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const result: Runs = [];
  for (let i = 0, k = 0; i < a.length || k < b.length; ) {
    const own = k >= b.length || (i < a.length && a[i]! <= b[k]!);
    const [from, to] = own ? [a[i]!, a[i + 1]!] : [b[k]!, b[k + 1]!];
    if (own) i += 2;
    else k += 2;
    const end = result.length - 1;
    if (end > 0 && from <= result[end]!) result[end] = Math.max(result[end]!, to);
    else result.push(from, to);
  }
  return result;
}

function listOf<V>(written: unknown, read: (one: unknown, what: string) => V, what: string): V[] {
  return Array.isArray(written) ? written.map((one) => read(one, what)) : badState(`${what} is no list`);
}
