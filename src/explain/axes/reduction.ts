/** Another reduction that the framework has. */
import type { Axis } from '../axis.js';
import { ledgerChange } from '../ledger-text.js';
import { paramsWith, withParams } from '../variants.js';

export const reduction: Axis = {
  name: 'reduction',
  *changes({ audit }) {
    const output = audit.outputs[0]!;
    const param = output.use.info.paramOf('reduction');
    const own = output.use.value('reduction');
    for (const word of param?.words ?? []) {
      if (word === own) continue;
      yield {
        what: `params.${param!.name}`,
        from: String(own),
        to: word,
        family: 'denominator',
        cost: 3,
        sentence: (of) => `the reduction is "${word}"${ledgerChange(of)}`,
        apply: (of) => ({
          ...of,
          audit: withParams(of.audit, (o) => paramsWith(o, 'reduction', word)),
        }),
      };
    }
  },
};
