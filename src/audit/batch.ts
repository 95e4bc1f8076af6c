/** One batch of an audit: some of its rows on both engines. */
import type { Engines } from '../engines/choose.js';
import { referenceEngine } from '../engines/reference/engine.js';
import { isInteger } from '../tensor/ndarray.js';
import type { Audit, AuditOutput } from './audit.js';
import { type BatchOutput, evaluateOutput } from './evaluate.js';
import { type OutputGraph, outputArrays, outputGraph } from './graph.js';
import { arraysOfRows, type RowChoice, rowCount } from './rows.js';
import { type Total, totalOf } from './total.js';

export interface BatchValues {
  readonly outputs: readonly BatchOutput[];
  readonly total: Total;
}

/**
 * @param rows which rows; all if left out
 * @param keep see Engine.evaluate
 * @throws LossauditError for what the framework or an operation refuses
 */
export function evaluateBatch(audit: Audit, engines: Engines, rows: RowChoice | undefined, keep: number): BatchValues {
  const outputs = audit.outputs.map((output) => {
    const part = rows ? { ...output, arrays: arraysOfRows(output, rows) } : output;
    return evaluateOutput(part, graphFor(audit, part), enginesOf(output, engines), keep);
  });
  return { outputs, total: totalOf(audit, outputs, engines) };
}

/** A loss with a dtype of its own is computed in it. */
function enginesOf({ dtype }: AuditOutput, engines: Engines): Engines {
  if (!dtype) return engines;
  return { ...engines, headline: referenceEngine({ dtype, version: engines.reference.info.version }) };
}

/**
 * A graph depends on names, parameters and shapes only: full batches share one, and so do the audits of a `check`.
 * The oldest is forgotten first.
 */
const graphs = new Map<string, OutputGraph>();
const GRAPHS_KEPT = 512;

/** @param output with the arrays of one batch */
export function graphFor(audit: Audit, output: AuditOutput): OutputGraph {
  const { use } = output;
  const evenBatches = audit.batchSize === undefined || rowCount(audit) % audit.batchSize === 0;
  const arrays = [...outputArrays(output)].map(([name, a]) => [name, a.shape, isInteger(a.dtype)]);
  const key = JSON.stringify([use.key, use.rows, [...(output.classWeight ?? [])], evenBatches, arrays]);
  const known = graphs.get(key);
  if (known) return known;
  const graph = outputGraph(output, evenBatches);
  graphs.set(key, graph);
  if (graphs.size > GRAPHS_KEPT) graphs.delete(graphs.keys().next().value as string);
  return graph;
}
