/** The same audit under other rules: every variant is a run of it, never a second formula. */
import type { Audit, AuditOutput } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import { runAudit } from '../audit/run.js';
import type { Arithmetic, Engine } from '../engines/engine.js';
import { referenceEngine } from '../engines/reference/engine.js';
import { LossauditError } from '../errors.js';
import type { Framework } from '../frameworks/framework.js';
import { FRAMEWORKS, findFramework } from '../frameworks/index.js';
import type { Report } from '../report/audit/model.js';

/** The report of an audit on the reference engine; undefined where it is refused. */
export function tryRun(audit: Audit, dtype: Arithmetic = audit.dtype, brief = false): Report | undefined {
  const engine: Engine = referenceEngine({ dtype, version: '' });
  try {
    return runAudit({ ...audit, dtype }, { headline: engine, reference: engine }, { full: false, version: '', brief });
  } catch (error) {
    if (error instanceof LossauditError) return undefined;
    throw error;
  }
}

/** Its numbers and ledgers alone, in a fraction of the time. */
export function tryNumbers(audit: Audit, dtype?: Arithmetic): Report | undefined {
  return tryRun(audit, dtype, true);
}

/** The audit with every output changed. */
export function withOutputs(audit: Audit, change: (output: AuditOutput) => Partial<AuditOutput>): Audit {
  return { ...audit, outputs: audit.outputs.map((o) => ({ ...o, ...change(o) })) };
}

/** The audit under another version of its framework. */
export function withVersion(audit: Audit, version: string): Audit {
  const framework = `${audit.rules.framework}@${version}`;
  return { ...audit, framework, rules: findFramework(framework) };
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

export function frameworkOf(audit: Audit): Framework | undefined {
  return FRAMEWORKS.find((f) => f.name === audit.rules.framework);
}

/** The known versions of the audit's framework, oldest first. */
export function versionsOf(audit: Audit): readonly string[] {
  return frameworkOf(audit)?.versions ?? [];
}
