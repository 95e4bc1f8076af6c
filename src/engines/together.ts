/**
 * Several evaluations over the same arrays, fed from the same blocks of rows: by one thread, or by several
 * that have rows of their own and whose states are merged.
 */
import type { Expr } from '../expr/node.js';
import type { NdArray } from '../tensor/ndarray.js';
import { type AnyArray, isStored, type StoredArray } from '../tensor/stored.js';
import { BlockReader, loadWhole } from './blocks.js';
import type { Engine } from './engine.js';
import { type EvaluateOptions, isDue, partOf, requireGoing, turn } from './pace.js';
import type { ArrayRecord } from './record.js';
import type { Asked, RowRun } from './reference/run.js';
import type { PassState } from './reference/state.js';
import { badState, readList, record } from './written.js';

export interface Job {
  readonly engine: Engine;
  readonly roots: readonly Expr[];
  /** See Asked. */
  readonly largest?: Asked['largest'];
}

export interface Together {
  /** For each job one a root. */
  readonly records: readonly (readonly ArrayRecord[])[];
  /** How often rows were gone through. */
  readonly passes: number;
}

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
  if (!jobs.every(({ engine }) => engine.run)) return evaluateApart(jobs, inputs, keep, options);
  const evaluation = await Evaluation.of(jobs, inputs, keep);
  try {
    while (!evaluation.done) {
      const state = evaluation.start();
      await evaluation.feed(state, 0, evaluation.rows, options);
      evaluation.finish(state);
    }
  } finally {
    await evaluation.close();
  }
  options.progress?.(1);
  return evaluation.result();
}

/** One after the other: some need whole arrays. */
async function evaluateApart(
  jobs: readonly Job[],
  inputs: ReadonlyMap<string, AnyArray>,
  keep: number,
  options: EvaluateOptions,
): Promise<Together> {
  const records: (readonly ArrayRecord[])[] = [];
  for (const [i, job] of jobs.entries()) {
    const own = partOf(options, i, jobs.length);
    records.push(
      job.engine.run
        ? (await evaluateTogether([job], inputs, keep, own)).records[0]!
        : await job.engine.evaluate(job.roots, inputs, keep, own),
    );
  }
  return { records, passes: 1 };
}

const SCHEMA = 'lossaudit/evaluation@1';

/** What one pass over some rows gives to each run of an evaluation. */
export class EvaluationState {
  /** @param failed of a run that is not the first: it is told if the first has no errors at all */
  constructor(
    readonly states: readonly (PassState | undefined)[],
    readonly failed: { row: number; error: unknown }[] = [],
  ) {}

  /** Adds the rows of another state of the same pass. @throws LossauditError `bad-state` */
  merge(other: EvaluationState): void {
    this.failed.push(...other.failed);
    this.failed.sort((a, b) => a.row - b.row);
    if (this.failed.length > 0) return;
    for (const [i, state] of this.states.entries()) if (state) state.merge(other.states[i]!);
  }

  /** As plain JSON. @throws what a run has failed with */
  write(): object {
    for (const { error } of this.failed) throw error;
    return { schema: SCHEMA, states: this.states.map((state) => state?.write() ?? null) };
  }
}

/** Runs that go from pass to pass together. */
export class Evaluation {
  private failure: { readonly error: unknown } | undefined;

  private constructor(
    private readonly runs: readonly RowRun[],
    private readonly blocks: BlockReader,
  ) {}

  /**
   * @param jobs of engines that have runs
   * @param once see Asked
   */
  static async of(
    jobs: readonly Job[],
    inputs: ReadonlyMap<string, AnyArray>,
    keep: number,
    once?: boolean,
  ): Promise<Evaluation> {
    const held = new Map([...inputs].filter((entry): entry is [string, NdArray] => !isStored(entry[1])));
    const stored = new Map([...inputs].filter((entry): entry is [string, StoredArray] => isStored(entry[1])));
    const runs = jobs.map(({ engine, roots, largest }) => engine.run!({ roots, keep, largest, once }, held));
    for (const name of takenWhole(runs, inputs)) {
      const array = stored.get(name);
      if (!array) continue;
      held.set(name, await loadWhole(array));
      stored.delete(name);
    }
    return new Evaluation(runs, new BlockReader(stored));
  }

  /** Arrays that these take whole: rows alone do not give the result. */
  static takenWhole(jobs: readonly Job[], inputs: ReadonlyMap<string, AnyArray>): string[] {
    const nothing = new Map<string, NdArray>();
    const runs = jobs.map(({ engine, roots }) => engine.run!({ roots, keep: 0 }, nothing));
    return takenWhole(runs, inputs);
  }

  /** How often the rows are to be gone through, unless their values ask for more. */
  get planned(): number {
    return Math.max(...this.runs.map((run) => run.planned));
  }

  /** Rows that the next pass needs; 0 where it needs none. */
  get rows(): number {
    return this.going.find((run) => run?.feeds)?.plan.rows ?? 0;
  }

  /** Are all records there, or is it known that there is an error? */
  get done(): boolean {
    return this.going.every((run) => run === undefined);
  }

  /** Those that need another pass. Where another has failed the first goes on alone: its errors count. */
  private get going(): (RowRun | undefined)[] {
    return this.runs.map((run, i) => (run.done || (i > 0 && this.failure) ? undefined : run));
  }

  /** A state of the next pass, to be fed from this row on. */
  start(row = 0): EvaluationState {
    return new EvaluationState(this.going.map((run) => run?.start(row)));
  }

  /** @throws LossauditError `bad-state` for what is no state of the next pass */
  read(written: unknown): EvaluationState {
    const { schema, states } = record(written, 'an evaluation');
    if (schema !== SCHEMA) return badState(`its schema is not ${SCHEMA}`);
    const list = readList(states, this.runs.length, 'states');
    return new EvaluationState(this.going.map((run, i) => run?.read(list[i])));
  }

  /**
   * Feeds rows `from` to `to` (excluded).
   * @throws LossauditError for values that the first run refuses; `aborted`
   */
  async feed(state: EvaluationState, from: number, to: number, options: EvaluateOptions): Promise<void> {
    const fed = this.going.flatMap((run, i) => (run?.feeds ? [{ run, i }] : []));
    const step = this.blocks.rowsOfBlock ?? BLOCK_ROWS;
    for (let start = from; start < to && fed.length > 0; start += step) {
      const end = Math.min(to, start + step);
      const block = await this.blocks.read(start, end);
      for (const { run, i } of fed) {
        if (i > 0 && state.failed.length > 0) continue;
        try {
          run.feed(state.states[i]!, start, end, block);
        } catch (error) {
          if (i === 0) throw error;
          state.failed.push({ row: start, error });
        }
      }
      if (isDue()) await turn(options, fed[0]!.run.part((end - from) / (to - from)));
    }
  }

  /**
   * All rows were fed to this state, or to those that were merged into it.
   * @throws LossauditError as `feed`
   */
  finish({ states, failed }: EvaluationState): void {
    this.failure ??= failed[0];
    for (const [i, run] of this.going.entries()) {
      try {
        run?.finish(states[i]!);
      } catch (error) {
        if (i === 0) throw error;
        this.failure = { error };
      }
    }
  }

  /** @throws what a run has failed with */
  result(): Together {
    if (this.failure) throw this.failure.error;
    return {
      records: this.runs.map((run) => run.result()),
      passes: Math.max(...this.runs.map((run) => run.passes)),
    };
  }

  /** @throws LossauditError `file-changed` */
  close(): Promise<void> {
    return this.blocks.close();
  }
}

/** Arrays with rows that no run takes row by row. */
function takenWhole(runs: readonly RowRun[], inputs: ReadonlyMap<string, AnyArray>): string[] {
  const needed = new Set<string>();
  for (const { plan } of runs) {
    for (const name of plan.whole) needed.add(name);
    for (const { node, byRow } of plan.order)
      if (node.kind === 'input' && !byRow && isStored(inputs.get(node.name)!)) needed.add(node.name);
  }
  return [...needed];
}
