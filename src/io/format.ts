/**
 * A file format that may hold arrays: recognised by its first bytes, read or refused with what to do instead.
 */
import type { FileHandle } from 'node:fs/promises';
import { LossauditError } from '../errors.js';
import type { ArrayData, Dtype, NdArray } from '../tensor/ndarray.js';
import type { DeclaredDtype } from './dtype-cast.js';

/** An open file, and what errors call it. */
export interface FileRequest {
  readonly handle: FileHandle;
  readonly size: number;
  /** As the user names it. */
  readonly file: string;
  /** What its array is, as the user names it: `outputs.main.y_pred`. */
  readonly slot: string;
  /** How errors call the array: `y_pred: predictions.npy`. */
  readonly where: string;
}

/** A file whose directory or header was read; its arrays are read when they are asked for. */
export interface ArrayFile {
  /** Names of its arrays in the file's order; undefined where it is one array without a name. */
  readonly keys?: readonly string[];
  /** Does it take several of its keys as one array, joined by commas: `#a,b`? */
  readonly joinsKeys?: boolean;
  /** Are its items bytes that a declared dtype may give a meaning? */
  readonly raw?: boolean;
  /**
   * @param key one of `keys`, or several where they can be joined; '' of an array without a name
   * @param dtype what raw items mean where the file cannot say it; only 'float8…' where the format is `raw`
   */
  read(key: string, dtype?: DeclaredDtype): Promise<NdArray>;
  /**
   * The same array as rows that are read while the file is open; undefined where it can only be read whole.
   * @throws LossauditError as `read`, but for values
   */
  rows?(key: string, dtype?: DeclaredDtype, asked?: RowsAsked): Promise<FileRows | undefined>;
}

/** What whoever asks for rows knows; it spares reading a text to find how many there are. */
export interface RowsAsked {
  /** An array that takes no more bytes of memory than this may come whole. */
  readonly above?: number;
  /** What the rows are, from the first time. */
  readonly known?: Pick<NdArray, 'dtype' | 'shape'>;
}

/** Rows of an array in an open file. */
export interface FileRows {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Is a step back as cheap as one forwards? */
  readonly seeks: boolean;
  /**
   * Rows from `from` to `to` (exclusive), in row-major order; the next call may write over them. Of an array
   * without axes the value is row 0.
   */
  read(from: number, to: number): Promise<ArrayData>;
  /** The whole array, where finding its rows gave it. */
  readonly held?: NdArray;
  /** Gives back what reading holds besides the file. */
  end?(): void;
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
  /** @throws LossauditError for what is damaged, or too large, already here or when an array is read */
  readonly open?: (request: FileRequest) => Promise<ArrayFile>;
}

/** How many first bytes of a file tell its format. */
export const HEAD_BYTES = 512;

/** Recognised by any of these at the start of the file. */
export function magic(...texts: readonly string[]): ArrayFormat['sniff'] {
  return (head) => texts.some((text) => head.startsWith(text));
}

/** What works for everything that Python has. */
export const SAVE_NPY = 'Save the array with np.save("array.npy", array) and name that file.';

/**
 * The key of the array that is meant: the one asked for, or the only one.
 * @throws LossauditError `key-missing`, `key-unknown`, `key-not-applicable`, `no-arrays`
 */
export function chosenKey(
  { keys, joinsKeys = false }: ArrayFile,
  asked: string | undefined,
  file: string,
  slot: string,
): string {
  if (keys === undefined) {
    if (asked !== undefined)
      throw new LossauditError('key-not-applicable', { file, key: asked }, { where: slot });
    return '';
  }
  const [only] = keys;
  if (only === undefined) throw new LossauditError('no-arrays', { file }, { where: slot });
  if (asked === undefined) {
    if (keys.length > 1) throw new LossauditError('key-missing', { file, keys, joinsKeys }, { where: slot });
    return only;
  }
  if (keys.includes(asked)) return asked;
  const missing = joinsKeys ? asked.split(',').find((key) => !keys.includes(key)) : asked;
  if (missing === undefined) return asked;
  throw new LossauditError('key-unknown', { file, key: missing, keys }, { where: slot });
}
