/** Another version of the framework. */
import { withVersion } from '../../audit/resolve.js';
import { ruleText } from '../../audit/rule-text.js';
import type { Axis } from '../axis.js';
import { ledgerChange } from '../ledger-text.js';
import { formulaOf } from '../variants.js';

export const framework: Axis = {
  name: 'framework',
  *changes({ audit }) {
    const own = formulaOf(audit);
    const groups = new Map<string, string[]>();
    for (const version of audit.rules.home.versions) {
      const formula = formulaOf(() => withVersion(audit, version));
      if (formula === undefined || formula === own) continue;
      groups.set(formula, [...(groups.get(formula) ?? []), version]);
    }
    for (const versions of groups.values()) {
      const newest = versions.at(-1)!;
      yield {
        what: 'framework',
        from: audit.framework,
        to: `${audit.rules.home.name}@${ruleText(audit.rules.home, versions)}`,
        family: 'framework',
        cost: 2,
        sentence: (of) =>
          `the rule of ${audit.rules.home.title} ${ruleText(audit.rules.home, versions)}${ledgerChange(of)}`,
        apply: (of) => ({ ...of, audit: withVersion(of.audit, newest) }),
      };
    }
  },
};
