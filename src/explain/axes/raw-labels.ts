/** Labels 0 and 1 of a loss of margins that makes -1 and 1 of them in some versions, in others not. */
import type { Audit } from '../../audit/audit.js';
import { withVersion } from '../../audit/resolve.js';
import { LossauditError } from '../../errors.js';
import type { Axis } from '../axis.js';
import { mapped } from '../derive.js';
import { isPlusMinusOne, statsOf } from '../facts.js';
import { type PairOutput, pairOf, withArrays } from '../variants.js';

const isConverting = ({ use }: PairOutput) => use.info.targets === 'binary-or-plus-minus-one';
const hasSigns = (o: PairOutput) => isConverting(o) && isPlusMinusOne(o.yTrue) && statsOf(o.yTrue).min < 0;

export const rawLabels: Axis = {
  name: 'raw labels',
  *changes({ audit }) {
    const version = audit.outputs.some((o) => pairOf(o) && hasSigns(pairOf(o)!))
      ? asTheyAre(audit)
      : undefined;
    if (version === undefined) return;
    yield {
      what: 'y_true',
      from: '-1 and 1',
      to: '0 and 1, as they are',
      family: 'labels',
      cost: 4,
      sentence: `the labels are 0 and 1 and count as they are, as in ${audit.rules.home.title} ${version}`,
      apply: (c) => ({
        ...c,
        audit: withArrays(withVersion(c.audit, version), (o) =>
          isPlusMinusOne(o.yTrue) ? { yTrue: mapped(o.yTrue, 'zero one', (y) => (y + 1) / 2) } : {},
        ),
      }),
    };
  },
};

/** The newest version that leaves 0 and 1 as they are. */
function asTheyAre({ rules: { home }, outputs }: Audit): string | undefined {
  return home.versions.findLast((version) => {
    try {
      const rules = home.rules(version);
      return outputs.every(({ loss }) => rules.findLoss(loss).targets === 'plus-minus-one');
    } catch (error) {
      if (error instanceof LossauditError) return false;
      throw error;
    }
  });
}
