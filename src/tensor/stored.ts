/** Arrays that are too large to be held: they stay in their file, and their rows are read block by block. */
import { LossauditError } from '../errors.js';
import { type ArrayData, type Dtype, type NdArray, shapeText } from './ndarray.js';

/** Where such an array lies, as plain data: another thread opens it by that. */
interface StoredOrigin {
  /** As the user names it. */
  readonly file: string;
  /** Of several files that are one array: their names, in their order. */
  readonly parts?: readonly string[];
  /** Its name in the file. */
  readonly key?: string;
}

/** An array whose rows are read when they are asked for. It has a sample axis at least. */
export interface StoredArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly origin: StoredOrigin;
  /** Its rows are not here: they were read, and checked, where they are. */
  readonly absent?: true;
  /**
   * Opens its file anew: several readers may be open at a time.
   * @throws LossauditError `file-changed` where it is not what it was when its header was read
   */
  open(): Promise<RowReader>;
}

export interface RowReader {
  /**
   * Rows from `from` to `to` (exclusive), in row-major order; the next call may write over them. Reading
   * forwards is cheapest; what cannot be sought starts again to go back.
   * @throws LossauditError for a value that cannot be held exactly, a damaged or changed file
   */
  read(from: number, to: number): Promise<ArrayData>;
  /** @throws LossauditError `file-changed` where the file was changed since it was opened */
  close(): Promise<void>;
}

/** An array in memory, or one that stays in its file. */
export type AnyArray = NdArray | StoredArray;

/** Tells it from an array in memory. */
export function isStored(array: AnyArray): array is StoredArray {
  return 'open' in array;
}

/** Arrays that take more memory than this stay in their files, where these can be read row by row. */
export const MOST_IN_MEMORY = 64 * 2 ** 20;

/** @throws LossauditError `array-not-in-memory` for one that is not. @param who takes it */
export function inMemory(array: AnyArray, who: string): NdArray {
  if (!isStored(array)) return array;
  const { origin, shape } = array;
  const file = origin.key === undefined ? origin.file : `${origin.file}#${origin.key}`;
  const data = { file, shape: shapeText(shape), who, limit: MOST_IN_MEMORY };
  throw new LossauditError('array-not-in-memory', data, { where: file });
}
