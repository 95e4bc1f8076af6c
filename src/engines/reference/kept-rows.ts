/** Rows of some expressions, kept by their number: those that a pass will look at again when it is over. */
import { badState, readCount, readList, readNumber, writeNumber } from '../written.js';

/** Rows that are no longer needed are dropped when there are so many more than needed. */
const SPARE = 64;

export class KeptRows {
  private readonly byRow = new Map<number, readonly Float64Array[]>();
  private most = SPARE;

  /**
   * @param sizes elements that a row of each expression has
   * @param needed which rows are still needed
   */
  constructor(
    private readonly sizes: readonly number[],
    private readonly needed: () => ReadonlySet<number>,
  ) {}

  get rows(): Iterable<number> {
    return this.byRow.keys();
  }

  /** @param at which row of `parts` it is */
  add(row: number, at: number, parts: readonly ArrayLike<number>[]): void {
    if (this.byRow.has(row)) return;
    this.byRow.set(
      row,
      this.sizes.map((size, i) => Float64Array.from({ length: size }, (_, k) => parts[i]![at * size + k]!)),
    );
    if (this.byRow.size > this.most) this.drop();
  }

  /** In their order, as one array for each expression. */
  collected(): { rows: number[]; parts: Float64Array[] } {
    this.drop();
    const rows = [...this.rows].sort((a, b) => a - b);
    const parts = this.sizes.map((size, i) => {
      const part = new Float64Array(rows.length * size);
      rows.forEach((row, k) => {
        part.set(this.byRow.get(row)![i]!, k * size);
      });
      return part;
    });
    return { rows, parts };
  }

  /** To be called when it is known what is needed of both. */
  merge(other: KeptRows): void {
    for (const [row, values] of other.byRow) this.byRow.set(row, values);
    this.drop();
  }

  write(): unknown[] {
    this.drop();
    return [...this.byRow]
      .sort(([a], [b]) => a - b)
      .map(([row, values]) => [row, ...values.map((part) => Array.from(part, writeNumber))]);
  }

  /** @throws LossauditError `bad-state` where a row that is needed is not there */
  read(written: unknown, rows: number): void {
    if (!Array.isArray(written)) badState('kept is no list');
    for (const one of written) {
      const [at, ...parts] = readList(one, this.sizes.length + 1, 'a row');
      const row = readCount(at, 'a row');
      if (row >= rows) badState(`there is no row ${row}`);
      this.byRow.set(
        row,
        parts.map((part, i) =>
          Float64Array.from(readList(part, this.sizes[i]!, 'a row'), (x) => readNumber(x, 'a value')),
        ),
      );
    }
    for (const row of this.needed()) if (!this.byRow.has(row)) badState(`row ${row} is not there`);
  }

  private drop(): void {
    const needed = this.needed();
    for (const row of this.byRow.keys()) if (!needed.has(row)) this.byRow.delete(row);
    this.most = this.byRow.size + SPARE;
  }
}
