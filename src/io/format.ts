/**
 * A file format that may hold arrays: recognised by its first bytes, read or refused with what to do instead.
 */
import type { FileHandle } from 'node:fs/promises';
import type { Dtype, NdArray } from '../tensor/ndarray.js';

interface ReadRequest {
  /** As the user names the file. */
  readonly file: string;
  /** The entry of the file that is wanted. */
  readonly key?: string;
  /** What raw items mean where the file cannot say it. */
  readonly dtype?: Dtype;
  /** What the array is, as the user names it: `outputs.main.y_pred`. */
  readonly slot: string;
  /** How errors call the array: `y_pred: predictions.npy`. */
  readonly where: string;
}

export interface ArrayFormat {
  readonly id: string;
  /** With its article, for a sentence. */
  readonly name: string;
  /** What to try where it is not read. */
  readonly hint: string;
  /** @param head the first `HEAD_BYTES` bytes of a file, or all, as latin1 text */
  readonly sniff: (head: string) => boolean;
  /** Text, which an audit may be, too; of unknown bytes only where they are valid UTF-8. */
  readonly text?: 'always' | 'where-utf8';
  /** @throws LossauditError for what is damaged, or too large */
  readonly read?: (file: FileHandle, request: ReadRequest) => Promise<NdArray>;
}

/** Recognised by any of these at the start of the file. */
export function magic(...texts: readonly string[]): ArrayFormat['sniff'] {
  return (head) => texts.some((text) => head.startsWith(text));
}

/** What works for everything that Python has. */
export const SAVE_NPY = 'Save the array with np.save("array.npy", array) and name that file.';
