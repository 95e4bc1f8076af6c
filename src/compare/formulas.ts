/** What tells audits apart that compute something else, before either is evaluated. */
import { type Audit, totalReduction } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import type { NdArray } from '../tensor/ndarray.js';

/** The same text for audits that compute the same of the same arrays. */
export function formulasOf(audit: Audit): string {
  const outputs = audit.outputs.map((o) => [
    o.use.info.metric,
    graphFor(audit, o).steps.map((s) => s.formula),
    Object.entries(o.arrays).map(([slot, a]) => (a ? [slot, identity(a)] : slot)),
    o.lossWeight,
    o.dtype ?? audit.dtype,
  ]);
  return JSON.stringify([outputs, audit.batchSize === undefined ? '' : loopOf(audit)]);
}

/** How the batches of an epoch are averaged. */
function loopOf({ rules, settings, ...audit }: Audit): unknown {
  const reduction = totalReduction({ ...audit, rules, settings });
  return (['total', 'metric', 'output'] as const).map((value) => {
    const { title: _, source: __, framework: ___, ...rule } = rules.loop(value, settings, { reduction });
    return rule;
  });
}

const identities = new WeakMap<object, number>();
let last = 0;

/** The same text for the same numbers in the same shape. */
function identity({ data, shape }: NdArray): string {
  const known = identities.get(data) ?? ++last;
  identities.set(data, known);
  return `${known} ${shape.join()}`;
}
