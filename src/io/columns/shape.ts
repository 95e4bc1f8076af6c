/** The shape of nested lists, which all have one length at each depth, from where each value stands. */
import { LossauditError } from '../../errors.js';

export class ListShape {
  /** Elements so far in the open list of each depth; -1 of one that is not open. */
  private readonly counts: number[];
  private readonly lengths: (number | undefined)[];

  /** @param depth how many lists are around each value: 1 for a column without lists */
  constructor(
    private readonly depth: number,
    private readonly where: string,
  ) {
    this.counts = [0, ...new Array<number>(depth - 1).fill(-1)];
    this.lengths = new Array<number | undefined>(depth).fill(undefined);
  }

  /**
   * Counts a value, or an empty list.
   * @param repeats depth of the list that it continues: 0 begins a row
   * @throws RangeError where there is no such list
   */
  add(repeats: number): void {
    this.close(repeats);
    if (repeats >= this.depth || this.counts[repeats]! < 0) throw new RangeError('a list continues none');
    this.counts[repeats]!++;
    this.counts.fill(1, repeats + 1);
  }

  /** Says that the list of this depth, just begun, is empty: nothing was added to it. */
  empty(depth: number): void {
    this.counts[depth] = 0;
    this.counts.fill(-1, depth + 1);
  }

  /** Where the value that was added last stands: `[1][0]`. */
  place(depth = this.depth): string {
    return this.counts
      .slice(0, depth)
      .map((n) => `[${n - 1}]`)
      .join('');
  }

  /** @throws LossauditError `list-ragged` */
  shape(): number[] {
    this.close(0);
    return [this.counts[0]!, ...this.lengths.slice(1).map((length) => length ?? 0)];
  }

  private close(repeats: number): void {
    for (let d = this.depth - 1; d > repeats; d--) {
      const length = this.counts[d]!;
      if (length < 0) continue;
      this.lengths[d] ??= length;
      if (this.lengths[d] !== length) {
        const data = { index: this.place(d), found: length, expected: this.lengths[d]! };
        throw new LossauditError('list-ragged', data, { where: this.where });
      }
      this.counts[d] = -1;
    }
  }
}
