/** Arrays in blocks of rows: of memory as they lie, of files as they are read. */
import { type ArrayData, type NdArray, sizeOf } from '../tensor/ndarray.js';
import { type AnyArray, isStored, type RowReader, type StoredArray } from '../tensor/stored.js';
import { type ArrayHead, rowsOf } from './fact.js';

/** Elements of the widest array of a block: it stays in a near cache. */
const BLOCK = 2 ** 14;

export type Sources = Readonly<Record<string, AnyArray | undefined>>;

export interface Rows {
  readonly from: number;
  readonly to: number;
  /** All that the array has. */
  readonly whole?: true;
}

const widthOf = ({ shape }: ArrayHead) => sizeOf(shape.slice(1));

/**
 * Runs of rows, of all or of those; of arrays that have not as many all of them at once, as rows of the
 * first.
 */
export function* blocksOf(heads: readonly ArrayHead[], of?: Rows): Generator<Rows> {
  const rows = rowsOf(heads[0]!);
  if (heads.some((head) => rowsOf(head) !== rows)) {
    yield { from: 0, to: rows, whole: true };
    return;
  }
  const widest = Math.max(1, ...heads.map(widthOf));
  const size = Math.max(1, Math.floor(BLOCK / widest));
  const { from: first, to: end } = of ?? { from: 0, to: rows };
  for (let from = first; from < end; from += size) yield { from, to: Math.min(end, from + size) };
}

/**
 * Rows as doubles where that takes no memory to speak of: code that sees arrays of one kind alone runs
 * several times as fast.
 */
class Doubles {
  private scratch = new Float64Array(0);

  of(data: ArrayData): ArrayData {
    if (data instanceof Float64Array || data.length > BLOCK) return data;
    if (this.scratch.length < data.length) this.scratch = new Float64Array(data.length);
    this.scratch.set(data);
    return this.scratch.subarray(0, data.length);
  }
}

/** The rows of an array in memory, one run after the other; each overwrites the one before. */
export function rowsInMemory(array: NdArray): (rows: Rows) => ArrayData {
  const doubles = new Doubles();
  const width = widthOf(array);
  return ({ from, to, whole }) =>
    whole ? array.data : doubles.of(array.data.subarray(from * width, to * width));
}

/** One element, by its place in the whole array. */
export async function valueAt(array: AnyArray, flat: number): Promise<number | undefined> {
  if (!isStored(array)) return array.data[flat];
  const width = Math.max(1, widthOf(array));
  const row = Math.floor(flat / width);
  const reader = await array.open();
  try {
    return (await reader.read(row, row + 1))[flat % width];
  } finally {
    await reader.close();
  }
}

export interface BlockReader {
  read(rows: Rows): Promise<ArrayData>;
  close(): Promise<void>;
}

/** Elements that are read from a file at a time: a read for each block would cost more than its work. */
const READ = 2 ** 18;

/** The same of an array in a file, whose rows are asked for forwards. */
export async function openRows(array: StoredArray): Promise<BlockReader> {
  const doubles = new Doubles();
  const width = widthOf(array);
  const reader: RowReader = await array.open();
  let held: { readonly from: number; readonly to: number; readonly data: ArrayData } | undefined;
  return {
    async read({ from, to, whole }) {
      if (whole) return reader.read(0, rowsOf(array));
      if (!held || from < held.from || to > held.to) {
        const end = Math.max(to, Math.min(rowsOf(array), from + Math.floor(READ / Math.max(1, width))));
        held = { from, to: end, data: await reader.read(from, end) };
      }
      return doubles.of(held.data.subarray((from - held.from) * width, (to - held.from) * width));
    },
    close: () => reader.close(),
  };
}
