/** Another loss of the same framework, of the same arrays. */
import { nearness } from '../../frameworks/family.js';
import type { LossEntry } from '../../frameworks/framework.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { withLoss } from '../other-loss.js';
import type { PairOutput } from '../variants.js';

/** What a loss costs that has nothing in common with the audit's but its arrays. */
const FAR = 7;

function ruleOf(entry: LossEntry): ArrayRule {
  const { family } = entry.info;
  const fits = (o: PairOutput) => o.use.info.name !== entry.info.name;
  return {
    to: entry.info.name,
    sentence: `the loss is ${entry.info.name}`,
    cost: (o) => (fits(o) && withLoss(o, entry) ? (nearness(o.use.info.family, family) ?? FAR) : undefined),
    of: (o) => (fits(o) ? withLoss(o, entry) : undefined),
  };
}

export const loss = axisOf('loss', 'loss', 'loss', ({ rules }) => rules.entries.map(ruleOf));
