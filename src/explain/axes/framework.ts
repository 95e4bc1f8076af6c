/** The same question to another framework, or to another version of it. */
import type { Audit } from '../../audit/audit.js';
import { ruleText } from '../../audit/rule-text.js';
import { type Candidate, candidatesOf } from '../../compare/candidates.js';
import { isTranslated, type Translation, translationsOf } from '../../compare/translate.js';
import type { Axis, Change } from '../axis.js';
import { ledgerChange } from '../ledger-text.js';

export const framework: Axis = {
  name: 'framework',
  once: true,
  *changes({ audit }, { among }) {
    const own = [audit.rules.home];
    for (const candidate of candidatesOf(audit, among ?? own).candidates) {
      const { home, versions, translation } = candidate;
      const mine = home === audit.rules.home && versions.includes(audit.rules.version) && translation.own;
      if (!mine) yield change(audit, candidate);
    }
  },
};

/** What another version costs, and another framework: what is done otherwise in the own one comes first. */
const [OWN, OTHER] = [2, 4];
/** That another framework only rounds otherwise is less likely than another dtype. */
const ROUNDING = 6;

function change(audit: Audit, { home, versions, rules, translation }: Candidate): Change {
  const range = versions.length === home.versions.length ? '' : ruleText(home, versions);
  const losses = lossesOf(translation);
  const named = translation.own ? '' : `: ${losses}`;
  const said = translation.translated.map(({ what, how }) => `${what}: ${how}`).join(', ');
  return {
    what: 'framework',
    from: audit.framework,
    to: `${home.name}${range === '' ? '' : `@${range}`}${named}`,
    family: 'framework',
    cost: home === audit.rules.home ? OWN : translation.translated.length === 0 ? OTHER : OTHER + 1,
    rounding: ROUNDING,
    parts: true,
    sentence: (of) =>
      `the rule of ${home.title}${range === '' ? '' : ` ${range}`}${named === '' ? '' : `'s ${losses}`}` +
      `${said === '' ? '' : ` (${said})`}${ledgerChange(of)}`,
    apply: (of) => {
      const found = translationsOf(of.audit, rules);
      const same = isTranslated(found) ? found.find((t) => lossesOf(t) === losses) : undefined;
      return same && { ...of, audit: same.audit };
    },
  };
}

/** What tells the translations of an audit into the words of one framework apart. */
function lossesOf({ audit }: Translation): string {
  return [...new Set(audit.outputs.map((o) => o.use.info.name))].join(', ');
}
