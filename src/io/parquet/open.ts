/**
 * Parquet files: a column is an array, nested lists are its further axes. hyparquet reads the metadata and
 * decodes values; what it would believe of a damaged file (lengths, counts, runs) is checked before, here.
 */
import type { FileMetaData } from 'hyparquet';
import { LossauditError } from '../../errors.js';
import type { NdArray } from '../../tensor/ndarray.js';
import { type ByteSource, byteSource } from '../bytes.js';
import { damagedColumns } from '../columns/damaged.js';
import type { ArrayFile, FileRequest } from '../format.js';
import { readColumn } from './column.js';
import { type Leaf, leavesOf, typeText } from './schema.js';
import { structureEnd } from './thrift-check.js';

const MAGIC = 'PAR1';
const LARGEST_FOOTER = 2 ** 26;

/** @throws LossauditError `file-damaged`; of a column `dtype-unsupported`, `value-missing`, `list-ragged` */
export async function openParquet({ handle, where }: FileRequest): Promise<ArrayFile> {
  const bytes = await byteSource(handle, where);
  const [metadata, leaves] = await damagedColumns('Parquet file', where, async () => {
    const footer = await readFooter(bytes);
    return [footer, leavesOf(footer.schema)] as const;
  });
  return {
    keys: leaves.map((leaf) => leaf.name),
    read: (key) => readLeaf(bytes, metadata, leaves.find((leaf) => leaf.name === key)!, `${where}#${key}`),
  };
}

async function readLeaf(
  bytes: ByteSource,
  metadata: FileMetaData,
  leaf: Leaf,
  where: string,
): Promise<NdArray> {
  if (!leaf.dtype) {
    const hint = 'Losses are computed from numbers: convert the column, df["x"].astype("float32").';
    throw new LossauditError('dtype-unsupported', { dtype: typeText(leaf.element), hint }, { where });
  }
  return damagedColumns('Parquet file', where, () => readColumn(bytes, metadata, leaf, where));
}

async function readFooter(bytes: ByteSource): Promise<FileMetaData> {
  if (bytes.size < 12) throw new RangeError(`it ends after ${bytes.size} bytes`);
  const end = Buffer.alloc(8);
  await bytes.read(end, bytes.size - 8);
  if (end.toString('latin1', 4) !== MAGIC) throw new RangeError('it does not end with PAR1');
  const length = end.readUInt32LE(0);
  if (length > bytes.size - 12) throw new RangeError(`its footer should have ${length} bytes`);
  if (length > LARGEST_FOOTER)
    throw new RangeError(`its footer has ${length} bytes; at most ${LARGEST_FOOTER} are read`);
  const footer = new Uint8Array(length + 8);
  await bytes.read(footer, bytes.size - 8 - length);
  structureEnd(footer, 0);
  const { parquetMetadata } = await import('hyparquet');
  return parquetMetadata(footer, { geoparquet: false });
}
