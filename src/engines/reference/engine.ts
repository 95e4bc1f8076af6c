/**
 * The reference engine: double arithmetic, or rounding to float32, float16 or bfloat16 after every operation.
 * It works over chunks of rows: aggregates over the sample axis are exact and merge, so neither the chunk
 * size nor the row order shows in the result.
 */
import type { Engine, EngineInfo } from '../engine.js';
import { evaluateTogether } from '../together.js';
import { RowRun, type RunOptions } from './run.js';

export interface ReferenceOptions extends RunOptions {
  readonly version: string;
}

export function referenceEngine(options: ReferenceOptions): Engine {
  const info: EngineInfo = {
    name: 'reference',
    backend: 'exact sums',
    version: options.version,
    dtype: options.dtype,
    accumulator: 'exact',
  };
  const engine: Engine = {
    info,
    run: (asked, whole) => new RowRun(options, asked, whole),
    async evaluate(roots, inputs, keep, how = {}) {
      const { records } = await evaluateTogether([{ engine, roots }], inputs, keep, how);
      return records[0]!;
    },
  };
  return engine;
}
