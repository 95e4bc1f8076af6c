/** One batch of an audit: some of its rows on both engines. */
import type { Engines } from '../engines/choose.js';
import { type EvaluateOptions, partOf } from '../engines/pace.js';
import { referenceEngine } from '../engines/reference/engine.js';
import { evaluateTogether, type Together } from '../engines/together.js';
import { sizeOf } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';
import { Kept } from '../text/kept.js';
import type { Arrays, Audit, AuditOutput } from './audit.js';
import { type BatchOutput, type Brief, type OutputQuestion, questionOf } from './evaluate.js';
import { type OutputGraph, outputArrays, outputGraph } from './graph.js';
import { arraysOfRows, type RowChoice, RowWindow, rowCount } from './rows.js';
import { type Total, totalOf } from './total.js';

export interface BatchValues {
  readonly outputs: readonly BatchOutput[];
  readonly total: Total;
}

/**
 * @param rows which rows; all if left out
 * @param keep,options see Engine.evaluate and Brief
 * @throws LossauditError for what the framework or an operation refuses
 */
export async function evaluateBatch(
  audit: Audit<AnyArray>,
  engines: Engines,
  rows: RowChoice | undefined,
  keep: number,
  options: EvaluateOptions & Brief = {},
): Promise<BatchValues> {
  const together: Together[] = [];
  const asked = await askedOutputs(audit, engines, rows, options);
  for (const [i, { part, question }] of asked.entries()) {
    const own = partOf(options, i, asked.length);
    together.push(await evaluateTogether(question.jobs, outputArrays(part), keep, own));
  }
  const outputs = outputsAsked(asked, together);
  return { outputs, total: await totalOf(audit, outputs, engines) };
}

/** An output with the arrays of some rows, and what the engines are asked of it. */
interface AskedRows {
  readonly part: AuditOutput<AnyArray>;
  readonly question: OutputQuestion;
}

/** What is asked of these rows, or of all; those of files are read. */
export async function askedOutputs(
  audit: Audit<AnyArray>,
  engines: Engines,
  rows: RowChoice | undefined,
  options: Brief,
): Promise<AskedRows[]> {
  const parts: AuditOutput<AnyArray>[] = [];
  for (const output of audit.outputs)
    parts.push(rows ? { ...output, arrays: await rowsOf(output, rows) } : output);
  return questionsOf(audit, engines, parts, options);
}

/** The same of their shapes alone: nothing is read. */
export function askedOfShapes(
  audit: Audit<AnyArray>,
  engines: Engines,
  rows: RowChoice | undefined,
  options: Brief,
): AskedRows[] {
  const parts = audit.outputs.map((o) => (rows ? { ...o, arrays: arraysOfRows(o, rows) } : o));
  return questionsOf(audit, engines, parts, options);
}

function questionsOf(
  audit: Audit<AnyArray>,
  engines: Engines,
  parts: readonly AuditOutput<AnyArray>[],
  options: Brief,
): AskedRows[] {
  return parts.map((part) => ({
    part,
    question: questionOf(graphFor(audit, part), enginesOf(part, engines), options),
  }));
}

export function outputsAsked(asked: readonly AskedRows[], together: readonly Together[]): BatchOutput[] {
  return asked.map(({ question }, i) => question.answer(together[i]!));
}

/** Of arrays in files some megabytes are held: the next batches find their rows there. */
const windows = new WeakMap<AuditOutput<AnyArray>, RowWindow>();

async function rowsOf(output: AuditOutput<AnyArray>, rows: RowChoice): Promise<Arrays<AnyArray>> {
  if (!('from' in rows)) return arraysOfRows(output, rows);
  const window = windows.get(output) ?? new RowWindow(output);
  windows.set(output, window);
  return window.rows(rows.from, rows.to);
}

/**
 * A loss with a dtype of its own is computed in it; tensors without elements are not left to tfjs, whose
 * kernels refuse some and take others for zeros.
 */
function enginesOf({ dtype: own, arrays }: AuditOutput<AnyArray>, engines: Engines): Engines {
  const empty = Object.values(arrays).some((a) => a && sizeOf(a.shape) === 0);
  const dtype = own ?? (empty ? engines.headline.info.dtype : undefined);
  if (!dtype) return engines;
  return { ...engines, headline: referenceEngine({ dtype, version: engines.reference.info.version }) };
}

/**
 * A graph depends on names, parameters, dtypes and shapes only: full batches share one, and so do the audits
 * of a `check`.
 */
const graphs = new Kept<OutputGraph>(512);

/** @param output with the arrays of one batch */
export function graphFor(audit: Audit<AnyArray>, output: AuditOutput<AnyArray>): OutputGraph {
  const { use, classWeight } = output;
  const evenBatches = audit.batchSize === undefined || rowCount(audit) % audit.batchSize === 0;
  const dtype = output.dtype ?? audit.dtype;
  let key = `${use.key} ${evenBatches} ${dtype}`;
  for (const [name, a] of outputArrays(output)) {
    key += ` ${name} ${a.dtype} ${use.rows[name]} ${a.shape.join()}`;
  }
  if (output.mixed) key += JSON.stringify(output.mixed);
  if (classWeight) key += JSON.stringify([...classWeight]);
  return graphs.get(key, () => outputGraph(output, evenBatches, dtype));
}
