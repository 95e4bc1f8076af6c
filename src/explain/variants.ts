/** The same audit under other rules: every variant is a run of it, never a second formula. */
import type { Audit, AuditOutput } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import { runAudit } from '../audit/run.js';
import type { Arithmetic, Engine } from '../engines/engine.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { referenceEngine } from '../engines/reference/engine.js';
import { LossauditError } from '../errors.js';
import type { ParamValue, Role } from '../frameworks/param.js';
import type { Report } from '../report/audit/model.js';

/** The report of an audit on the reference engine; undefined where it is refused. */
export async function tryRun(
  audit: Audit,
  { signal }: EvaluateOptions = {},
  dtype: Arithmetic = audit.dtype,
  brief = false,
): Promise<Report | undefined> {
  const engine: Engine = referenceEngine({ dtype, version: '' });
  try {
    const engines = { headline: engine, reference: engine };
    return await runAudit({ ...audit, dtype }, engines, { full: false, version: '', signal, brief });
  } catch (error) {
    if (error instanceof LossauditError && error.code !== 'aborted') return undefined;
    throw error;
  }
}

/** Its numbers and ledgers alone, in a fraction of the time. */
export function tryNumbers(audit: Audit, options?: EvaluateOptions, dtype?: Arithmetic): Promise<Report | undefined> {
  return tryRun(audit, options, dtype, true);
}

/** The audit with every output changed. */
export function withOutputs(audit: Audit, change: (output: AuditOutput) => Partial<AuditOutput>): Audit {
  return { ...audit, outputs: audit.outputs.map((o) => ({ ...o, ...change(o) })) };
}

type Arrays = Pick<AuditOutput, 'yTrue' | 'yPred' | 'mask' | 'sampleWeight'>;

/** The audit with arrays of every output changed; undefined takes one away. */
export function withArrays(audit: Audit, change: (output: AuditOutput) => Partial<Arrays>): Audit {
  return withOutputs(audit, change);
}

type Params = AuditOutput['params'];

/** The audit with the parameters of every output changed. */
export function withParams(audit: Audit, change: (output: AuditOutput) => Params): Audit {
  return withOutputs(audit, (o) => ({ params: change(o) }));
}

/** The parameters of an output with another value for a role, where its loss has it. */
export function paramsWith({ rules }: Audit, { loss, params }: AuditOutput, role: Role, value: ParamValue): Params {
  const param = rules.findLoss(loss).paramOf(role);
  return param ? { ...params, [param.name]: value } : params;
}

/** The audit under another version of its framework. */
export function withVersion(audit: Audit, version: string): Audit {
  const { home } = audit.rules;
  return { ...audit, framework: `${home.name}@${version}`, rules: home.rules(version) };
}

/** The formulas of every step of the audit's outputs, and of its epoch, under its rules; undefined where those refuse it. */
export function formulaOf(audit: Audit): string | undefined {
  try {
    const formulas = audit.outputs.map((o) => graphFor(audit, o, o.yPred.shape[0]).steps.map((s) => s.formula));
    return JSON.stringify([formulas, audit.batchSize === undefined ? '' : audit.rules.range]);
  } catch (error) {
    if (error instanceof LossauditError) return undefined;
    throw error;
  }
}
