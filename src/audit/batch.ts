/** One batch of an audit: some of its rows on both engines. */
import type { Engines } from '../engines/choose.js';
import { type EvaluateOptions, partOf } from '../engines/pace.js';
import { referenceEngine } from '../engines/reference/engine.js';
import { isInteger, type NdArray, sliceRows, takeRows } from '../tensor/ndarray.js';
import type { Audit, AuditOutput } from './audit.js';
import { type BatchOutput, evaluateOutput } from './evaluate.js';
import { type OutputGraph, outputGraph } from './graph.js';
import { type Total, totalOf } from './total.js';

/** A run of rows, or rows by their indices. */
export type RowChoice = { readonly from: number; readonly to: number } | ArrayLike<number>;

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
    const part = rows ? rowsOf(output, rows) : output;
    const graph = graphFor(audit, output, part.yPred.shape[0]);
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

function rowsOf(output: AuditOutput, rows: RowChoice): AuditOutput {
  const cut = (a: NdArray) => ('from' in rows ? sliceRows(a, rows.from, rows.to) : takeRows(a, rows));
  const { mask, sampleWeight } = output;
  return {
    ...output,
    yTrue: cut(output.yTrue),
    yPred: cut(output.yPred),
    mask: mask && cut(mask),
    sampleWeight: sampleWeight && cut(sampleWeight),
  };
}

/**
 * A graph depends on names, parameters and shapes only: full batches share one, and so do the audits of a `check`.
 * The oldest is forgotten first.
 */
const graphs = new Map<string, OutputGraph>();
const GRAPHS_KEPT = 512;

export function graphFor(audit: Audit, output: AuditOutput, rows: number): OutputGraph {
  const { rules, settings } = audit;
  const shapes = [output.yTrue, output.yPred, output.mask, output.sampleWeight].map(
    (a) => a && [a.shape[0] === output.yPred.shape[0] ? a.shape.slice(1) : a.shape, a.shape.length, isInteger(a.dtype)],
  );
  // Before any rows were cut out: `output` is the audit's own.
  const evenBatches = audit.batchSize === undefined || output.yPred.shape[0] % audit.batchSize === 0;
  const key = JSON.stringify([
    rules.framework,
    rules.version,
    settings,
    output.loss,
    output.params,
    [...(output.classWeight ?? [])],
    rows,
    evenBatches,
    shapes,
  ]);
  const known = graphs.get(key);
  if (known) return known;
  const graph = outputGraph(output, rows, audit, evenBatches);
  graphs.set(key, graph);
  if (graphs.size > GRAPHS_KEPT) graphs.delete(graphs.keys().next().value as string);
  return graph;
}
