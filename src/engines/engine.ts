/** What every engine takes and gives. */
import type { Expr } from '../expr/node.js';
import type { Arithmetic, NdArray } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';
import type { EvaluateOptions } from './pace.js';
import type { ArrayRecord } from './record.js';
import type { Asked, RowRun } from './reference/run.js';

export interface EngineInfo {
  /** `tfjs` or `reference`. */
  readonly name: string;
  readonly backend: string;
  readonly version: string;
  readonly dtype: Arithmetic;
  /** What its sums accumulate in: `float64`, `float32-tree`, … */
  readonly accumulator: string;
}

export interface Engine {
  readonly info: EngineInfo;
  /**
   * Evaluates expressions over named arrays, a piece at a time: signals and timers come through.
   * @param roots any expressions of one graph
   * @param inputs the arrays by name; shapes as the graph was built for. Arrays that stay in their files the
   * reference engine alone takes
   * @param keep arrays of more elements than this keep only head and tail
   * @returns one record per root
   * @throws LossauditError for values that an operation refuses (a class index out of range), as a rejection;
   * `aborted`
   */
  evaluate(
    roots: readonly Expr[],
    inputs: ReadonlyMap<string, AnyArray>,
    keep: number,
    options?: EvaluateOptions,
  ): Promise<readonly ArrayRecord[]>;
  /** The evaluation in passes that others feed; none for an engine that needs whole arrays. */
  run?(asked: Asked, whole: ReadonlyMap<string, NdArray>): RowRun;
}
