/** What training loops that are no framework's own make of the same batches, where an audit has several. */
import { totalReduction } from '../audit/audit.js';
import { NAMES } from '../frameworks/known.js';
import { loops } from '../loops/index.js';
import { type LoopRule, loopNumbers } from '../loops/rule.js';
import type { Made } from './compare.js';

/** @param own with all of its batches */
export function loopMembers(own: Made): Made[] {
  const { audit, report } = own;
  const { batches } = report;
  if (!batches || batches.length < 2 || batches.length !== report.batch_count) return [];
  const rows = batches.map(({ rows: [from, to] }) => to - from);
  const losses = batches.map((b) => b.total);
  const losses64 = batches.map((b) => b.total_float64);
  const mine = audit.rules.loop('total', audit.settings, { reduction: totalReduction(audit) });
  const names: readonly string[] = NAMES;
  return loops('arrays')
    .filter((rule) => !names.includes(rule.framework) && rule.title !== mine.title)
    .map((rule): Made => {
      const value = loopNumbers(rule, losses, rows).epoch;
      const value64 = loopNumbers(rule, losses64, rows).epoch;
      return {
        ...own,
        value,
        value64,
        audit: underLoop(own, rule),
        loop: rule,
        member: memberOf(own, rule, value, value64),
      };
    });
}

function memberOf({ member }: Made, rule: LoopRule, value: number, value64: number): Made['member'] {
  const notes = [`the batch losses of ${member.framework}, averaged by this loop`];
  return { ...member, framework: rule.framework, versions: rule.title, value, value_float64: value64, notes };
}

function underLoop({ audit }: Made, rule: LoopRule): Made['audit'] {
  return { ...audit, rules: { ...audit.rules, loop: () => rule } };
}
