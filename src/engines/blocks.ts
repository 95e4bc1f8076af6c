/** Arrays that stay in their files, read in blocks of rows. */
import { requireMemory } from '../tensor/memory.js';
import { type NdArray, sizeOf } from '../tensor/ndarray.js';
import type { RowReader, StoredArray } from '../tensor/stored.js';
import type { InputRows } from './reference/chunk.js';

/** Bytes of each array that are read at a time, of items of four bytes. */
const BLOCK_BYTES = 2 ** 20;

interface Opened {
  readonly name: string;
  readonly reader: RowReader;
}

/** Rows of several of them, opened when the first are read. */
export class BlockReader {
  private opened: Opened[] | undefined;
  /** So many that a block of the widest array is about as large as it should be; undefined for none. */
  readonly rowsOfBlock: number | undefined;

  constructor(private readonly stored: ReadonlyMap<string, StoredArray>) {
    const widest = Math.max(1, ...[...stored.values()].map(({ shape }) => 4 * sizeOf(shape.slice(1))));
    this.rowsOfBlock = stored.size > 0 ? Math.max(1, Math.floor(BLOCK_BYTES / widest)) : undefined;
  }

  async read(from: number, to: number): Promise<ReadonlyMap<string, InputRows>> {
    if (this.stored.size === 0) return NONE;
    const read = async ({ name, reader }: Opened): Promise<[string, InputRows]> => [
      name,
      { data: await reader.read(from, to), first: from },
    ];
    return new Map(await Promise.all((await this.open()).map(read)));
  }

  private async open(): Promise<Opened[]> {
    if (this.opened) return this.opened;
    this.opened = [];
    for (const [name, array] of this.stored) this.opened.push({ name, reader: await array.open() });
    return this.opened;
  }

  /** @throws LossauditError `file-changed` */
  async close(): Promise<void> {
    const opened = this.opened ?? [];
    this.opened = undefined;
    await Promise.all(opened.map(({ reader }) => reader.close()));
  }
}

const NONE: ReadonlyMap<string, InputRows> = new Map();

/** @throws LossauditError `out-of-memory` */
export async function loadWhole(array: StoredArray): Promise<NdArray> {
  const { dtype, shape } = array;
  const hint = 'This loss takes the array as a whole. Give batch_size, or a part of the rows.';
  requireMemory(8 * sizeOf(shape), hint);
  const reader = await array.open();
  try {
    // What is read may be overwritten.
    return { dtype, shape, data: (await reader.read(0, shape[0]!)).slice() };
  } finally {
    await reader.close();
  }
}
