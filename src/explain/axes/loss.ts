/** Another loss of the same framework, of the same arrays. */
import { nearness } from '../../frameworks/family.js';
import type { LossEntry } from '../../frameworks/framework.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { takes, withLoss } from '../other-loss.js';
import type { PairOutput } from '../variants.js';

/** `metrics.`: another family's loss is looked for among those that are named alike. */
const kindOf = (name: string) => name.slice(0, name.lastIndexOf('.') + 1);

function ruleOf(entry: LossEntry): ArrayRule {
  const { name, family } = entry.info;
  const fits = ({ use: { info } }: PairOutput) =>
    info.name !== name && (info.family === family || kindOf(info.name) === kindOf(name));
  return {
    to: name,
    sentence: `the loss is ${name}`,
    cost: (o) => (fits(o) && takes(o, entry) ? nearness(o.use.info.family, family) : undefined),
    of: (o) => (fits(o) ? withLoss(o, entry) : undefined),
  };
}

export const loss = axisOf('loss', 'loss', 'loss', ({ rules }) => rules.entries.map(ruleOf));
