/** One batch of an audit: some of its rows on both engines. */
import type { Engines } from '../engines/choose.js';
import { type EvaluateOptions, partOf } from '../engines/pace.js';
import { referenceEngine } from '../engines/reference/engine.js';
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
 * @param keep,options see Engine.evaluate; `brief`: values and ledgers alone, no steps and shares
 * @throws LossauditError for what the framework or an operation refuses
 */
export async function evaluateBatch(
  audit: Audit,
  engines: Engines,
  rows: RowChoice | undefined,
  keep: number,
  options: EvaluateOptions & { readonly brief?: boolean } = {},
): Promise<BatchValues> {
  const outputs: BatchOutput[] = [];
  for (const [i, output] of audit.outputs.entries()) {
    const part = rows ? { ...output, arrays: arraysOfRows(output, rows) } : output;
    const graph = graphFor(audit, part);
    const own = partOf(options, i, audit.outputs.length);
    const asked = options.brief ? { ...graph, steps: [], share: undefined } : graph;
    outputs.push(await evaluateOutput(part, asked, enginesOf(output, engines), keep, own));
  }
  return { outputs, total: await totalOf(audit, outputs, engines) };
}

/** A loss with a dtype of its own is computed in it. */
function enginesOf({ dtype }: AuditOutput, engines: Engines): Engines {
  if (!dtype) return engines;
  return { ...engines, headline: referenceEngine({ dtype, version: engines.reference.info.version }) };
}

/**
 * A graph depends on names, parameters and shapes only: full batches share one, and so do the audits of a
 * `check`. The oldest is forgotten first.
 */
const graphs = new Map<string, OutputGraph>();
const GRAPHS_KEPT = 512;

/** @param output with the arrays of one batch */
export function graphFor(audit: Audit, output: AuditOutput): OutputGraph {
  const { use } = output;
  const evenBatches = audit.batchSize === undefined || rowCount(audit) % audit.batchSize === 0;
  const arrays = [...outputArrays(output)].map(([name, a]) => [name, a.shape, a.dtype]);
  const dtype = output.dtype ?? audit.dtype;
  const table = [...(output.classWeight ?? [])];
  const key = JSON.stringify([use.key, use.rows, table, evenBatches, dtype, arrays]);
  const known = graphs.get(key);
  if (known) return known;
  const graph = outputGraph(output, evenBatches, dtype);
  graphs.set(key, graph);
  if (graphs.size > GRAPHS_KEPT) graphs.delete(graphs.keys().next().value as string);
  return graph;
}
