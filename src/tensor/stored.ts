/** Arrays that stay in their files: they may be larger than memory, and are read a run of rows at a time. */
import type { ArrayData, Dtype } from './ndarray.js';

export interface StoredArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Where it lies, for people: the file, and the key in it. */
  readonly origin: string;
  open(): Promise<RowReader>;
}

export interface RowReader {
  /**
   * Rows `from` to `to` (exclusive) of axis 0, in row-major order. The next call may write over what this one
   * gave.
   * @throws LossauditError as a rejection, for a file that is cut short or changed meanwhile
   */
  read(from: number, to: number): Promise<ArrayData>;
  close(): Promise<void>;
}
