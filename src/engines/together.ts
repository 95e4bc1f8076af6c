/** Several evaluations over the same arrays: what runs by rows is fed from the same blocks of rows. */
import type { Expr } from '../expr/node.js';
import { requireMemory } from '../tensor/memory.js';
import { type ArrayData, type NdArray, sizeOf } from '../tensor/ndarray.js';
import { type AnyArray, isStored, type RowReader, type StoredArray } from '../tensor/stored.js';
import type { Engine } from './engine.js';
import { type EvaluateOptions, isDue, partOf, requireGoing, turn } from './pace.js';
import type { ArrayRecord } from './record.js';
import type { InputRows } from './reference/chunk.js';
import type { Asked, RowRun } from './reference/run.js';

export interface Job {
  readonly engine: Engine;
  readonly roots: readonly Expr[];
  /** See Asked. */
  readonly largest?: Asked['largest'];
}

export interface Together {
  /** For each job one a root. */
  readonly records: readonly ArrayRecord[][];
  /** How often rows were read from files. */
  readonly passes: number;
}

/** Bytes of each stored array that are read at a time. */
const BLOCK_BYTES = 2 ** 20;
/** Rows of arrays in memory that are computed between two looks at the clock. */
const BLOCK_ROWS = 2 ** 14;

/**
 * @param jobs the first one refuses values; the others run if it does not
 * @param keep,options see Engine.evaluate
 * @throws LossauditError as Engine.evaluate
 */
export async function evaluateTogether(
  jobs: readonly Job[],
  inputs: ReadonlyMap<string, AnyArray>,
  keep: number,
  options: EvaluateOptions,
): Promise<Together> {
  requireGoing(options);
  const [first, ...others] = jobs;
  if (!jobs.every(({ engine }) => engine.run)) {
    const records: ArrayRecord[][] = [];
    for (const [i, job] of jobs.entries()) {
      const own = partOf(options, i, jobs.length);
      const alone = job.engine.run
        ? (await evaluateTogether([job], inputs, keep, own)).records[0]!
        : undefined;
      records.push(alone ?? (await job.engine.evaluate(job.roots, inputs, keep, own)));
    }
    return { records, passes: 1 };
  }
  const stored = new Map([...inputs].filter((entry): entry is [string, StoredArray] => isStored(entry[1])));
  const whole = new Map([...inputs].filter((entry): entry is [string, NdArray] => !isStored(entry[1])));
  const runs = [first!, ...others].map(({ engine, roots, largest }) =>
    engine.run!({ roots, keep, largest }, whole),
  );
  for (const name of neededWhole(runs, stored)) {
    whole.set(name, await loadWhole(stored.get(name)!));
    stored.delete(name);
  }
  const blocks = await BlockReader.open(stored);
  try {
    await sweep(runs, blocks, options);
  } finally {
    await blocks.close();
  }
  options.progress?.(1);
  return { records: runs.map((run) => run.result()), passes: Math.max(...runs.map((run) => run.passes)) };
}

/** Runs all to their end. Of errors that of the first counts, wherever in the rows it is. */
async function sweep(runs: readonly RowRun[], blocks: BlockReader, options: EvaluateOptions): Promise<void> {
  const failed = new Map<RowRun, unknown>();
  const left = () => runs.filter((run) => !run.done && !failed.has(run));
  /** @returns whether it went well */
  const attempt = (run: RowRun, work: () => void): boolean => {
    try {
      work();
      return true;
    } catch (error) {
      if (run === runs[0]) throw error;
      failed.set(run, error);
      return false;
    }
  };
  for (let under = left(); under.length > 0; under = left()) {
    const states = new Map(under.map((run) => [run, run.start()]));
    const fed = under.filter((run) => run.feeds);
    const rows = fed[0]?.plan.rows ?? 0;
    const step = blocks.rowsOfBlock ?? BLOCK_ROWS;
    for (let from = 0; from < rows; from += step) {
      const to = Math.min(rows, from + step);
      const block = await blocks.read(from, to);
      for (const run of fed)
        if (!failed.has(run)) attempt(run, () => run.feed(states.get(run)!, from, to, block));
      if (isDue()) await turn(options, under[0]!.part(to / rows));
    }
    for (const run of under) if (!failed.has(run)) attempt(run, () => run.finish(states.get(run)!));
  }
  for (const error of failed.values()) throw error;
}

/** Of the stored arrays those that no run takes row by row. */
function neededWhole(runs: readonly RowRun[], stored: ReadonlyMap<string, StoredArray>): Set<string> {
  const needed = new Set<string>();
  if (stored.size === 0) return needed;
  for (const { plan } of runs) {
    for (const name of plan.whole) needed.add(name);
    for (const { node, byRow } of plan.order) if (node.kind === 'input' && !byRow) needed.add(node.name);
  }
  return new Set([...needed].filter((name) => stored.has(name)));
}

async function loadWhole(array: StoredArray): Promise<NdArray> {
  const { dtype, shape } = array;
  requireMemory(
    8 * sizeOf(shape),
    'This loss takes the array as a whole. Give batch_size, or a part of the rows.',
  );
  const reader = await array.open();
  try {
    return { dtype, shape, data: (await reader.read(0, shape[0]!)).slice() };
  } finally {
    await reader.close();
  }
}

/** Rows of several stored arrays, block by block. */
class BlockReader {
  private constructor(
    private readonly readers: readonly { readonly name: string; readonly reader: RowReader }[],
    /** So many that a block of the widest array is about as large as it should be; undefined for none. */
    readonly rowsOfBlock: number | undefined,
  ) {}

  static async open(stored: ReadonlyMap<string, StoredArray>): Promise<BlockReader> {
    const readers: { name: string; reader: RowReader }[] = [];
    try {
      for (const [name, array] of stored) readers.push({ name, reader: await array.open() });
    } catch (error) {
      await Promise.all(readers.map(({ reader }) => reader.close()));
      throw error;
    }
    const widest = Math.max(0, ...[...stored.values()].map(({ shape }) => 4 * sizeOf(shape.slice(1))));
    const rows = stored.size > 0 ? Math.max(1, Math.floor(BLOCK_BYTES / Math.max(1, widest))) : undefined;
    return new BlockReader(readers, rows);
  }

  async read(from: number, to: number): Promise<ReadonlyMap<string, InputRows>> {
    const read = async ({ name, reader }: { name: string; reader: RowReader }) =>
      [name, { data: await reader.read(from, to), first: from }] satisfies [
        string,
        { data: ArrayData; first: number },
      ];
    return this.readers.length === 0 ? NONE : new Map(await Promise.all(this.readers.map(read)));
  }

  async close(): Promise<void> {
    for (const { reader } of this.readers) await reader.close();
  }
}

const NONE: ReadonlyMap<string, InputRows> = new Map();
