/**
 * The values of an array that are largest by magnitude: a state that merges with those of other positions.
 */
import { badState, readCount, readNumber, record, type WrittenNumber, writeNumber } from './written.js';

/** A value and its flat position. */
export interface Placed {
  readonly index: number;
  readonly value: number;
}

export class Largest {
  /** By magnitude; of equal ones the first position comes first. */
  entries: readonly Placed[] = [];
  /** A smaller magnitude is not among them. */
  private least = -1;

  constructor(private readonly count: number) {}

  /** @throws LossauditError `bad-state` */
  static from(written: unknown, count: number, size: number): Largest {
    const largest = new Largest(count);
    if (!Array.isArray(written) || written.length > count) return badState('largest is no such list');
    const placed = written.map((one): Placed => {
      const { index, value } = record(one, 'a value and its position');
      return { index: readCount(index, 'a position'), value: readNumber(value, 'a value') };
    });
    if (placed.some(({ index }) => index >= size))
      return badState('largest names positions that are not there');
    largest.take(placed);
    return largest;
  }

  /** @param start the position of the first of them */
  push(data: ArrayLike<number>, n: number, start: number): void {
    for (let i = 0; i < n; i++) {
      if (Math.abs(data[i]!) <= this.least || this.least === Number.POSITIVE_INFINITY) continue;
      // It is larger, or NaN, which counts as larger than all numbers.
      this.take([{ index: start + i, value: data[i]! }]);
    }
  }

  merge(other: Largest): void {
    this.take(other.entries);
  }

  write(): { index: number; value: WrittenNumber }[] {
    return this.entries.map(({ index, value }) => ({ index, value: writeNumber(value) }));
  }

  private take(more: readonly Placed[]): void {
    this.entries = byMagnitude([...this.entries, ...more]).slice(0, this.count);
    const last = this.entries[this.count - 1];
    if (last) this.least = magnitude(last);
  }
}

/** The largest magnitude first, of equal ones the first position. */
export function byMagnitude(placed: readonly Placed[]): Placed[] {
  return placed.toSorted((a, b) => compare(magnitude(b), magnitude(a)) || a.index - b.index);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** NaN is beyond every number. */
function magnitude({ value }: Placed): number {
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.abs(value);
}
