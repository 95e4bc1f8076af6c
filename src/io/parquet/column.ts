/** One column of a Parquet file: its pages, row group by row group, as one array. */
import type { FileMetaData, PageHeader } from 'hyparquet';
import { LossauditError } from '../../errors.js';
import type { ArrayData, NdArray } from '../../tensor/ndarray.js';
import type { ByteSource } from '../bytes.js';
import { isCodec } from '../columns/codecs.js';
import { type Decoded, exactValues, joined } from '../columns/number-kinds.js';
import { ListShape } from '../columns/shape.js';
import { checkShape } from '../shape-limits.js';
import { type Page, readDictionary, readPage } from './page.js';
import type { Leaf } from './schema.js';
import { structureEnd } from './thrift-check.js';

/** Statistics in it may be long texts. */
const LARGEST_HEADER = 2 ** 20;
const USUAL_HEADER = 2 ** 12;

interface Chunk {
  readonly start: number;
  readonly end: number;
  readonly codec: string;
  readonly values: number;
}

/** @throws LossauditError, or Error where the file is damaged */
export async function readColumn(
  bytes: ByteSource,
  metadata: FileMetaData,
  leaf: Leaf,
  where: string,
): Promise<NdArray> {
  const dtype = leaf.dtype!;
  const shape = new ListShape(leaf.lists.length + 1, where);
  const parts: ArrayData[] = [];
  let before = 0;
  for (const chunk of chunksOf(bytes, metadata, leaf)) {
    for await (const page of pagesOf(bytes, chunk, leaf)) {
      countLevels(page, leaf, shape, where);
      const from = before;
      const place = (i: number) => (leaf.lists.length > 0 ? `the value ${from + i}` : `[${from + i}]`);
      parts.push(exactValues(page.values, dtype, { where, place }));
      before += page.values.length;
    }
  }
  const sizes = shape.shape();
  checkShape(sizes, where);
  const rows = Number(metadata.num_rows);
  if (sizes[0] !== rows) throw new RangeError(`a column has ${sizes[0]} rows instead of ${rows}`);
  return { dtype, shape: sizes, data: joined(parts, dtype) };
}

function chunksOf(bytes: ByteSource, metadata: FileMetaData, { path }: Leaf): Chunk[] {
  const name = path.join('.');
  return metadata.row_groups.map(({ columns }) => {
    const found = columns.find(({ meta_data: m }) => m?.path_in_schema.join('.') === name);
    const meta = found?.meta_data;
    if (!meta) throw new RangeError(`a row group lacks the column ${name}`);
    if (found.file_path) throw new Error('columns in further files, which are not read');
    if (!isCodec(codecOf(meta.codec))) throw new Error(`the compression ${meta.codec}, which is not read`);
    const [data, dictionary] = [Number(meta.data_page_offset), Number(meta.dictionary_page_offset ?? 0)];
    const start = dictionary > 0 && dictionary < data ? dictionary : data;
    const end = start + Number(meta.total_compressed_size);
    if (!(start >= 4 && end >= start && end <= bytes.size - 8))
      throw new RangeError(`a row group lies from byte ${start} to ${end}`);
    return { start, end, codec: codecOf(meta.codec), values: Number(meta.num_values) };
  });
}

/** What writers before Arrow 2 called LZ4 had frames of Hadoop; that name alone is not read. */
function codecOf(codec: string | undefined): string {
  return codec ?? 'none';
}

async function* pagesOf(bytes: ByteSource, chunk: Chunk, leaf: Leaf): AsyncGenerator<Page> {
  let dictionary: Decoded | undefined;
  let values = 0;
  for (let at = chunk.start; values < chunk.values; ) {
    const { header, size } = await readHeader(bytes, at, chunk.end);
    const length = header.compressed_page_size;
    if (!(length >= 0 && at + size + length <= chunk.end)) throw new RangeError('a page goes too far');
    const packed = new Uint8Array(length);
    await bytes.read(packed, at + size);
    at += size + length;
    if (header.dictionary_page_header) {
      dictionary = await readDictionary(header, packed, chunk.codec, leaf);
      continue;
    }
    const head = header.data_page_header_v2 ?? header.data_page_header;
    // A page of an index has no values.
    if (!head) continue;
    values += head.num_values;
    if (!(head.num_values >= 0 && values <= chunk.values))
      throw new RangeError(`pages of more than ${chunk.values} values`);
    yield await readPage(header, packed, chunk.codec, leaf, dictionary);
  }
}

async function readHeader(
  bytes: ByteSource,
  at: number,
  end: number,
): Promise<{ header: PageHeader; size: number }> {
  const { parquetHeader } = await import('hyparquet/src/column.js');
  for (let length = USUAL_HEADER; ; length = LARGEST_HEADER) {
    const start = Buffer.alloc(Math.min(length, end - at));
    await bytes.read(start, at);
    try {
      const size = structureEnd(start, 0);
      const view = new DataView(start.buffer, start.byteOffset, size);
      return { header: parquetHeader({ view, offset: 0 }), size };
    } catch (error) {
      if (start.length < length || length === LARGEST_HEADER) throw error;
    }
  }
}

/** Counts where values stand, and refuses what is missing. */
function countLevels({ repeats, defined, values }: Page, leaf: Leaf, shape: ListShape, where: string): void {
  const count = repeats?.length ?? defined?.length ?? values.length;
  for (let i = 0; i < count; i++) {
    shape.add(repeats ? repeats[i]! : 0);
    const level = defined ? defined[i]! : leaf.defined;
    if (level === leaf.defined) continue;
    if (level > leaf.defined) throw new RangeError(`a level of ${level}`);
    // The first list that has no element here: it is empty, or itself missing.
    const list = leaf.lists.findIndex((full) => level < full);
    if (list < 0 || level !== leaf.lists[list]! - 1)
      throw new LossauditError(
        'value-missing',
        { index: shape.place(list < 0 ? undefined : list + 1) },
        { where },
      );
    shape.empty(list + 1);
  }
}
