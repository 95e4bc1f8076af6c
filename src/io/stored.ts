/** Arrays that stay in their file: opened again by each reader, known to be what they were. */
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
  return {
    dtype: cast ?? inFile.dtype,
    shape: inFile.shape,
    origin: { file, ...(key === '' ? {} : { key }) },
    async open() {
      const opened = await openArrays(file, context);
      try {
        await opened.requireSame(stats);
        // It had rows when its header was read, and is the same.
        const rows = (await opened.arrays.rows!(key, raw, { known: inFile }))!;
        return reader(opened, rows, asked, context);
      } catch (error) {
        await opened.close();
        throw fileError(error, file, context.key);
      }
    },
  };
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
    async close() {
      try {
        rows.end?.();
        await opened.requireSame();
      } finally {
        await opened.close();
      }
    },
  };
}
