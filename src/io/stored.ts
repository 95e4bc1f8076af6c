/** Arrays that stay in their file: opened again by each reader, known to be what they were. */
import type { Stats } from 'node:fs';
import { type ArrayData, type Dtype, indexText, type NdArray, sizeOf } from '../tensor/ndarray.js';
import type { RowReader, StoredArray } from '../tensor/stored.js';
import { castValues, type DeclaredDtype } from './dtype-cast.js';
import type { FileRows } from './format.js';
import { fileError } from './open.js';
import { type LoadContext, type OpenedArrays, openArrays } from './opened.js';

/** An array of a file, and how its values are taken. */
export interface AskedRows {
  readonly key: string;
  /** What raw items mean. */
  readonly raw?: DeclaredDtype;
  /** What its values are declared as. */
  readonly cast?: Dtype;
}

/** Rows of a file that was opened once. */
interface KnownRows extends AskedRows {
  readonly file: string;
  /** As its header has them. */
  readonly inFile: Pick<NdArray, 'dtype' | 'shape'>;
}

/** @param opened the file whose header was read */
export function storedArray({ stats }: OpenedArrays, asked: KnownRows, context: LoadContext): StoredArray {
  const { file, key, raw, cast, inFile } = asked;
  const reopened = async (opened: OpenedArrays) => {
    // It had rows when its header was read, and is the same.
    const rows = (await opened.arrays.rows!(key, raw, { known: inFile }))!;
    return reader(opened, rows, asked, context);
  };
  return {
    dtype: cast ?? inFile.dtype,
    shape: inFile.shape,
    origin: originOf(file, key),
    open: () => openedAgain(file, stats, context, reopened),
  };
}

/** An array that can only be read whole, and its header. */
interface Whole extends Pick<NdArray, 'dtype' | 'shape'> {
  readonly file: string;
  readonly key: string;
  read(opened: OpenedArrays): Promise<NdArray>;
}

/** Each reader holds the array while it is open. @param opened the file that it was read from before */
export function storedWhole({ stats }: OpenedArrays, whole: Whole, context: LoadContext): StoredArray {
  const { file, key, dtype, shape, read } = whole;
  const rowSize = sizeOf(shape.slice(1));
  const reopened = async (opened: OpenedArrays): Promise<RowReader> => {
    const { data } = await read(opened);
    return {
      read: async (from, to) => data.slice(from * rowSize, to * rowSize),
      close: () => closed(opened),
    };
  };
  const open = () => openedAgain(file, stats, context, reopened);
  return { dtype, shape, origin: originOf(file, key), open };
}

function originOf(file: string, key: string): StoredArray['origin'] {
  return { file, ...(key === '' ? {} : { key }) };
}

async function openedAgain(
  file: string,
  before: Stats,
  context: LoadContext,
  use: (opened: OpenedArrays) => Promise<RowReader>,
): Promise<RowReader> {
  const opened = await openArrays(file, context);
  try {
    await opened.requireSame(before);
    return await use(opened);
  } catch (error) {
    await opened.close();
    throw fileError(error, file, context.key);
  }
}

/** @throws LossauditError `file-changed` */
async function closed(opened: OpenedArrays, end?: () => void): Promise<void> {
  try {
    end?.();
    await opened.requireSame();
  } finally {
    await opened.close();
  }
}

function reader(
  opened: OpenedArrays,
  rows: FileRows,
  { file, cast, inFile: { shape } }: KnownRows,
  context: LoadContext,
): RowReader {
  const rowSize = sizeOf(shape.slice(1));
  const where = `${context.key}: ${file}`;
  return {
    async read(from, to): Promise<ArrayData> {
      try {
        const values = await rows.read(from, to);
        if (cast === undefined || cast === rows.dtype) return values;
        return castValues(values, cast, { where, index: (i) => indexText(shape, from * rowSize + i) });
      } catch (error) {
        // What was changed may not even look like the format: that is why.
        await opened.requireSame();
        throw fileError(error, file, context.key);
      }
    },
    close: () => closed(opened, rows.end),
  };
}
