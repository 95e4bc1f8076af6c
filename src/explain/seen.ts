/** The audit as it stood where a reported number was seen, and its number there. */

import type { Audit, Reported } from '../audit/audit.js';
import { withVersion } from '../audit/resolve.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { LossauditError } from '../errors.js';
import type { Report } from '../report/audit/model.js';
import { tryNumbers } from './variants.js';

interface Seen {
  /** The reported number's digits. */
  readonly text: string;
  readonly seen: Audit;
  readonly numbers: Report;
}

/** Those whose place these arrays show; `lossaudit explain` takes the others. */
export async function* seenNumbers(
  audit: Audit,
  report: Report,
  options: EvaluateOptions,
): AsyncGenerator<Seen> {
  for (const reported of audit.reported) {
    const seen = seenAudit(audit, reported);
    const numbers = seen === audit ? report : seen && (await tryNumbers(seen, options));
    if (seen && numbers) yield { text: reported.text, seen, numbers };
  }
}

function seenAudit(audit: Audit, { of, conditions }: Reported): Audit | undefined {
  const { batch_size: batchSize, framework, ...training } = conditions;
  if (of === 'history' || Object.keys(training).length > 0) return undefined;
  const [, name] = /^outputs\.(.+)\.loss$/.exec(of) ?? [];
  let seen = name === undefined ? audit : alone(audit, name);
  if (batchSize !== undefined && batchSize !== audit.batchSize) seen = { ...seen, batchSize };
  if (framework === undefined || framework === audit.framework) return seen;
  const { home } = audit.rules;
  const [family, version] = framework.split('@');
  if (family !== home.name || version === undefined) return undefined;
  try {
    return withVersion(seen, version);
  } catch (error) {
    if (error instanceof LossauditError) return undefined;
    throw error;
  }
}

/** One output before its loss weight. */
function alone(audit: Audit, name: string): Audit {
  const outputs = audit.outputs.filter((o) => o.name === name).map((o) => ({ ...o, lossWeight: 1 }));
  return { ...audit, outputs, regularization: {} };
}
