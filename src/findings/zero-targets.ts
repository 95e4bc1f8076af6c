import { missedZeros } from '../facts/kinds/labels.js';
import { equal } from '../facts/kinds/stats.js';
import { sizeOf } from '../tensor/ndarray.js';
import { some } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';

const ofTargets = pairNeeds(({ loss, yTrue, yPred }) => {
  if (loss.family !== 'mean-absolute-percentage-error') return undefined;
  const one = sizeOf(yTrue.shape) !== sizeOf(yPred.shape);
  return { zeros: one ? equal.of(['y_true'], { value: 0 }) : missedZeros.of(['y_true', 'y_pred'], {}) };
});

interface Data {
  /** Targets of 0 whose prediction is another number. */
  readonly targets: number;
}

export const zeroTargets = defineFinding<Data>({
  code: 'zero-targets',
  severity: 'warning',
  symptom: 'A percentage error of millions.',
  cause: 'Nothing is a percentage of 0: such an error is divided by a tiny epsilon.',
  change: 'Leave out targets of 0, or take another error: absolute, or of logarithms.',
  frameworks: 'all, percentage errors',
  message: (d) =>
    `${some(d.targets, 'target')} ${d.targets === 1 ? 'is' : 'are'} 0 and predicted as something else: ` +
    'such an error is divided by next to nothing and outweighs all others.',
  needs: ofTargets,
  async *find(context) {
    for await (const { view, facts } of context.read(ofTargets))
      if (facts.zeros > 0) yield { data: { targets: facts.zeros }, output: view.output.name };
  },
});
