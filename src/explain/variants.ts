/** The same audit under other rules: every variant is a run of it, never a second formula. */
import type { Arrays, AskedOutput, Audit, AuditOutput } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import { resolved } from '../audit/resolve.js';
import { runAudit } from '../audit/run.js';
import type { Engine } from '../engines/engine.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { referenceEngine } from '../engines/reference/engine.js';
import { LossauditError } from '../errors.js';
import type { Given, ParamValue, Role } from '../frameworks/param.js';
import type { Report } from '../report/audit/model.js';
import type { NdArray } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';

export { withSettings, withVersion } from '../audit/resolve.js';

/** An output that has targets and predictions, as findings and causes read them. */
export interface PairOutput extends AuditOutput {
  readonly yTrue: NdArray;
  readonly yPred: NdArray;
  readonly mask?: NdArray;
  readonly sampleWeight?: NdArray;
}

const pairs = new WeakMap<AuditOutput, PairOutput>();

/** @returns undefined for a loss of other arrays (a triplet, say); the same object for the same output */
export function pairOf(output: AuditOutput): PairOutput | undefined {
  const { y_true: yTrue, y_pred: yPred, mask, sample_weight: sampleWeight } = output.arrays;
  if (!yTrue || !yPred) return undefined;
  const known = pairs.get(output);
  if (known) return known;
  const pair = { ...output, yTrue, yPred, mask, sampleWeight };
  pairs.set(output, pair);
  return pair;
}

/** The report on the reference engine; undefined where the audit, or the change that makes it, is refused. */
export async function tryRun(
  variant: Audit<AnyArray> | (() => Audit),
  { signal }: EvaluateOptions = {},
): Promise<Report | undefined> {
  try {
    const audit = typeof variant === 'function' ? variant() : variant;
    const engine: Engine = referenceEngine({ dtype: audit.dtype, version: '' });
    return await runAudit(
      audit,
      { headline: engine, reference: engine },
      { full: false, version: '', signal },
    );
  } catch (error) {
    if (error instanceof LossauditError && error.code !== 'aborted') return undefined;
    throw error;
  }
}

/** What a variant changes of an output; undefined takes an array away. */
export type OutputChange = Partial<AskedOutput> &
  Partial<Pick<PairOutput, 'yTrue' | 'yPred' | 'mask' | 'sampleWeight'>>;
const SLOTS = { yTrue: 'y_true', yPred: 'y_pred', mask: 'mask', sampleWeight: 'sample_weight' } as const;

/**
 * The audit with its outputs of targets and predictions changed.
 * @throws LossauditError where the change is refused by name
 */
export function withOutputs(audit: Audit, change: (output: PairOutput) => OutputChange): Audit {
  const outputs = audit.outputs.map((output) => {
    const pair = pairOf(output);
    return pair ? changed(output, change(pair)) : output;
  });
  return resolved({ ...audit, outputs });
}

function changed(output: AuditOutput, change: OutputChange): AskedOutput {
  const { yTrue: _, yPred: __, mask: ___, sampleWeight: ____, ...rest } = change;
  const arrays: Arrays = Object.fromEntries(
    Object.entries(SLOTS).flatMap(([key, slot]) =>
      Object.hasOwn(change, key) ? [[slot, change[key as keyof typeof SLOTS]]] : [],
    ),
  );
  return { ...output, ...rest, arrays: { ...output.arrays, ...arrays } };
}

/** The audit with arrays of every output changed; undefined takes one away. */
export function withArrays(
  audit: Audit,
  change: (output: PairOutput) => Omit<OutputChange, keyof AskedOutput>,
): Audit {
  return withOutputs(audit, change);
}

/** The audit with the parameters of every output changed. */
export function withParams(audit: Audit, change: (output: AuditOutput) => Given): Audit {
  return resolved({ ...audit, outputs: audit.outputs.map((o) => ({ ...o, params: change(o) })) });
}

/** The parameters of an output with another value for a role, where its loss has it. */
export function paramsWith({ use, params }: AuditOutput, role: Role, value: ParamValue): Given {
  const param = use.info.paramOf(role);
  return param ? { ...params, [param.name]: value } : params;
}

/**
 * The formulas of every step of the outputs, and of the epoch; undefined where the rules refuse the audit.
 */
export function formulaOf(variant: Audit | (() => Audit)): string | undefined {
  try {
    const audit = typeof variant === 'function' ? variant() : variant;
    const formulas = audit.outputs.map((o) => graphFor(audit, o).steps.map((s) => s.formula));
    return JSON.stringify([formulas, audit.batchSize === undefined ? '' : audit.rules.range]);
  } catch (error) {
    if (error instanceof LossauditError) return undefined;
    throw error;
  }
}

/** The ids of an output's steps; none where it is refused. */
export function stepsOf(audit: Audit, output: AuditOutput): readonly string[] {
  try {
    return graphFor(audit, output).steps.map(({ info }) => info.id);
  } catch (error) {
    if (error instanceof LossauditError) return [];
    throw error;
  }
}
