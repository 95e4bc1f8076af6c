/**
 * Names, versions and parameters are looked up here, for the audit that is read and for every variant of it.
 */
import type { LossChoice, Settings, Shapes } from '../frameworks/framework.js';
import type { NdArray } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';
import type { Arrays, AskedAudit, AskedOutput, Audit, AuditOutput } from './audit.js';

/** @throws LossauditError for what the framework's version lacks or refuses by name */
export function resolved(asked: AskedAudit): Audit {
  const inBatches = asked.batchSize !== undefined;
  const outputs = asked.outputs.map((output) =>
    resolvedOutput(output, asked.rules.choose(output, asked.settings), inBatches),
  );
  return { ...asked, outputs };
}

/** What a name stands for is known once the shapes are, and stays. */
export function resolvedOutput<A extends AnyArray = NdArray>(
  asked: AskedOutput<A>,
  choice: LossChoice,
  inBatches: boolean,
): AuditOutput<A> {
  const use = choice.settle(shapesOf(asked.arrays), inBatches);
  const params = choice.said ? { ...choice.said, ...asked.params } : asked.params;
  return { ...asked, loss: use.loss, params, use };
}

/** The audit with every output changed. @throws LossauditError where the change is refused by name */
function withOutputs(audit: Audit, change: (output: AuditOutput) => Partial<AskedOutput>): Audit {
  return resolved({ ...audit, outputs: audit.outputs.map((o) => ({ ...o, ...change(o) })) });
}

/** The audit with other arrays in some slots; undefined takes one away. */
export function withSlots(audit: Audit, change: (output: AuditOutput) => Arrays): Audit {
  return withOutputs(audit, (o) => ({ arrays: { ...o.arrays, ...change(o) } }));
}

/**
 * The audit under another version of its framework.
 * @throws LossauditError where that lacks a loss or parameter
 */
export function withVersion(audit: Audit, version: string): Audit {
  const { home } = audit.rules;
  return resolved({ ...audit, framework: `${home.name}@${version}`, rules: home.rules(version) });
}

export function withSettings(audit: Audit, settings: Settings): Audit {
  return resolved({ ...audit, settings: { ...audit.settings, ...settings } });
}

function shapesOf(arrays: Arrays<AnyArray>): Shapes {
  return Object.fromEntries(
    Object.entries(arrays).flatMap(([slot, a]) => (a ? [[slot, a.shape] as const] : [])),
  );
}
