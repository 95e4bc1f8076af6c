/** Axes whose changes remake the arrays of outputs: each a row of a table. */
import type { Audit } from '../audit/audit.js';
import type { Axis, CauseFamily } from './axis.js';
import { type OutputChange, type PairOutput, pairOf, withOutputs } from './variants.js';

export interface ArrayRule {
  /** What changes, where that is not what the axis changes. */
  readonly what?: string;
  /** What it is now; `as given` if left out. */
  readonly from?: string;
  readonly to: string;
  readonly sentence: string;
  /** In bits; undefined for an output for which it means nothing. */
  readonly cost: (output: PairOutput, audit: Audit) => number | undefined;
  /** Undefined where an output has nothing to change. */
  readonly of: (output: PairOutput, audit: Audit) => OutputChange | undefined;
}

/** @param what what the changes of the axis change; of each rule that says nothing else */
export function axisOf(
  name: string,
  what: string,
  family: CauseFamily,
  rules: (audit: Audit) => Iterable<ArrayRule>,
): Axis {
  return {
    name,
    *changes({ audit }) {
      for (const rule of rules(audit)) {
        const cost = least(audit, rule);
        if (cost === undefined) continue;
        yield {
          what: rule.what ?? what,
          from: rule.from ?? 'as given',
          to: rule.to,
          family,
          cost,
          sentence: rule.sentence,
          apply: (c) => ({ ...c, audit: withOutputs(c.audit, (o) => rule.of(o, c.audit) ?? {}) }),
        };
      }
    },
  };
}

/** The cost for the output for which it means most. */
function least(audit: Audit, { cost }: ArrayRule): number | undefined {
  const costs = audit.outputs.flatMap((output) => {
    const pair = pairOf(output);
    return (pair && cost(pair, audit)) ?? [];
  });
  return costs.length === 0 ? undefined : Math.min(...costs);
}
