/** Arrays of several files: which ones, and that they go together. */
import { LossauditError } from '../errors.js';

/** What a pattern of file names led to. */
export interface ArrayShards {
  /** What the array is, as the user names it: `y_pred`, `--y-pred`. */
  readonly array: string;
  readonly pattern: string;
  /** In the order of their rows. */
  readonly files: readonly string[];
  /** Of each file. */
  readonly rows: readonly number[];
}

/**
 * Arrays of as many rows have as many of them in each file, or a file is missing or in another's place.
 * @throws LossauditError `shards-unaligned`
 */
export function checkShards(all: readonly ArrayShards[], source: string): void {
  for (const [i, one] of all.entries()) {
    const other = all.slice(0, i).find((o) => sumOf(o.rows) === sumOf(one.rows));
    if (!other) continue;
    const count = Math.max(one.files.length, other.files.length);
    for (let at = 0; at < count; at++) {
      if (one.rows[at] === other.rows[at]) continue;
      const data = { one: rowsText(other, at), other: rowsText(one, at) };
      throw new LossauditError('shards-unaligned', data, { where: source });
    }
  }
}

function rowsText({ array, files, rows }: ArrayShards, at: number): string {
  return files[at] === undefined
    ? `${array} has ${files.length} files`
    : `${array}: ${files[at]} has ${rows[at]} rows`;
}

function sumOf(rows: readonly number[]): number {
  return rows.reduce((a, b) => a + b, 0);
}
