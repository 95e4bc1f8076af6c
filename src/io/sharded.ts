/** Several files that are one array: the rows of each follow those of the one before. */
import { LossauditError } from '../errors.js';
import { LARGEST_ARRAY } from '../tensor/memory.js';
import { type ArrayData, type NdArray, shapeText, sizeOf } from '../tensor/ndarray.js';
import { type AnyArray, isStored, type RowReader, type StoredArray } from '../tensor/stored.js';
import { allocateFor, bytesOfShape } from './npy-data.js';
import type { LoadContext } from './opened.js';

/** The files of a pattern, in their order. */
export interface Shards {
  readonly pattern: string;
  readonly key?: string;
  readonly files: readonly string[];
}

/**
 * One of them. Of what takes more memory than `above` only the header is kept: what cannot be read row by row
 * is read whole by each reader.
 */
type LoadShard = (file: string, above: number) => Promise<AnyArray>;

/**
 * The array that they are together; it stays in its files where it takes more memory than `above`.
 * @throws LossauditError `shards-differ`, `array-too-large`
 */
export async function joinedShards(
  shards: Shards,
  context: LoadContext,
  above: number,
  load: LoadShard,
): Promise<AnyArray> {
  const parts: AnyArray[] = [];
  let bytes = 0;
  for (const file of shards.files) {
    const part = await load(file, bytes > above ? -1 : above - bytes);
    if (part.shape.length === 0) throw differs(shards, file, 'is a single number, without rows', context);
    const [first = part] = parts;
    requireAlike(shards, parts.length, first, part, context);
    bytes += bytesOfShape(part.shape, part.dtype);
    parts.push(part);
  }
  const rows = parts.map((part) => part.shape[0]!);
  context.onShards?.({ ...shards, rows });
  const [first] = parts as [AnyArray];
  const { dtype } = first;
  const shape = [rows.reduce((a, b) => a + b), ...first.shape.slice(1)];
  const held = parts.filter((part): part is NdArray => !isStored(part));
  if (bytes <= above && held.length === parts.length) {
    if (bytes > LARGEST_ARRAY) {
      const problem = `its files together take ${bytes} bytes; at most ${LARGEST_ARRAY} (4 GiB) are held`;
      throw new LossauditError(
        'array-too-large',
        { shape: shapeText(shape), problem },
        { where: context.key },
      );
    }
    const data = allocateFor(dtype, sizeOf(shape));
    let at = 0;
    for (const part of held) {
      data.set(part.data, at);
      at += part.data.length;
    }
    return { dtype, shape, data };
  }
  const stored: StoredArray[] = [];
  for (const [i, part] of parts.entries()) {
    // Those that were read before it was known how many there are go back to their files.
    const again = isStored(part) ? part : await load(shards.files[i]!, -1);
    parts[i] = again;
    requireAlike(shards, i, part, again, context);
    stored.push(again as StoredArray);
  }
  const { pattern: file, key, files } = shards;
  return {
    dtype,
    shape,
    origin: { file, parts: files, ...(key === undefined ? {} : { key }) },
    open: async () => readerOf(stored, shape),
  };
}

/** Has the shard number `i` rows like those of `first`? @throws LossauditError `shards-differ` */
function requireAlike(
  shards: Shards,
  i: number,
  first: AnyArray,
  part: AnyArray,
  context: LoadContext,
): void {
  const trailing = (array: AnyArray) => shapeText(array.shape.slice(1));
  const file = shards.files[i]!;
  const [start] = shards.files;
  if (trailing(first) !== trailing(part)) {
    const what = `has rows of shape ${trailing(part)}, ${start} of ${trailing(first)}`;
    throw differs(shards, file, what, context);
  }
  if (first.dtype !== part.dtype)
    throw differs(shards, file, `has the dtype ${part.dtype}, ${start} ${first.dtype}`, context);
}

function differs(
  { pattern }: Shards,
  file: string,
  what: string,
  { key: where }: LoadContext,
): LossauditError {
  return new LossauditError('shards-differ', { pattern, file, what }, { where });
}

/** One of the files is open at a time. */
function readerOf(parts: readonly StoredArray[], [, ...rest]: readonly number[]): RowReader {
  const rowSize = sizeOf(rest);
  const starts: number[] = [];
  let rows = 0;
  for (const part of parts) {
    starts.push(rows);
    rows += part.shape[0]!;
  }
  let open: { readonly at: number; readonly reader: RowReader } | undefined;
  let joint: ArrayData | undefined;
  const readerAt = async (at: number): Promise<RowReader> => {
    if (open?.at === at) return open.reader;
    await close();
    const reader = await parts[at]!.open();
    open = { at, reader };
    return reader;
  };
  const close = async () => {
    const before = open;
    open = undefined;
    await before?.reader.close();
  };
  const partOf = (row: number) => {
    let [low, high] = [0, parts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    async read(from, to) {
      const length = (to - from) * rowSize;
      for (let row = from, at = partOf(from); ; at++) {
        const start = starts[at]!;
        const end = Math.min(to, start + parts[at]!.shape[0]!);
        const data =
          end > row || to === from
            ? await (await readerAt(at)).read(row - start, Math.max(row, end) - start)
            : undefined;
        if (row === from && end >= to) return data!;
        if (data) {
          if (!joint || joint.length < length) joint = new (data.constructor as ArrayMaker)(length);
          joint.set(data, (row - from) * rowSize);
          row = end;
        }
        if (row >= to) return joint!.subarray(0, length);
      }
    },
    close,
  };
}

type ArrayMaker = new (length: number) => ArrayData;
