/** How the framework was run, where its number depends on it: backend, mode. */
import type { Axis } from '../axis.js';
import { ledgerChange } from '../ledger-text.js';
import { withSettings } from '../variants.js';

export const settings: Axis = {
  name: 'settings',
  *changes({ audit }) {
    for (const [name, words] of Object.entries(audit.rules.settings)) {
      const own = audit.settings[name as 'backend' | 'mode'] ?? words[0]!;
      for (const word of words) {
        if (word === own) continue;
        yield {
          what: name,
          from: own,
          to: word,
          family: 'framework',
          cost: 3,
          parts: true,
          sentence: (of) => `the ${name} is ${word}${ledgerChange(of)}`,
          apply: (of) => ({ ...of, audit: withSettings(of.audit, { [name]: word }) }),
        };
      }
    }
  },
};
