import { some } from '../text/sentence.js';
import { defineFinding } from './finding.js';

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
  *find({ outputs }) {
    for (const { output, loss, yTrue, yPred } of outputs) {
      if (loss.family !== 'mean-absolute-percentage-error') continue;
      const one = yTrue.data.length !== yPred.data.length;
      const targets = yTrue.data.filter((t, i) => t === 0 && (one || yPred.data[i] !== 0)).length;
      if (targets > 0) yield { data: { targets }, output: output.name };
    }
  },
});
