import { shortText } from '../text/sentence.js';
import type { OutputView } from './context.js';
import { NEAR_ONE, rowSums, unnormalizedSum } from './context.js';
import { defineFinding } from './finding.js';

interface Data {
  /** What the exponentials of a row add up to. */
  readonly sum: number;
  readonly found: 'probabilities' | 'logits';
}

export const predictionsNotLogProbabilities = defineFinding<Data>({
  code: 'predictions-not-log-probabilities',
  severity: 'warning',
  symptom: 'The loss is negative, or falls without end.',
  cause:
    'The loss takes log-probabilities as they are and checks nothing: logits or probabilities give a ' +
    'number that means nothing.',
  change: 'Put log_softmax before it; of logits and class indices CrossEntropyLoss does both.',
  frameworks: 'PyTorch (NLLLoss, KLDivLoss)',
  message: (d, { loss }) =>
    `${loss.name} takes log-probabilities, whose exponentials add up to 1 in each row; here they add up ` +
    `to ${shortText(d.sum)}. They look like ${d.found}.`,
  *find(context) {
    for (const view of context.outputs) {
      const { output, loss, yPred, classesLast } = view;
      if (loss.predictions !== 'log-distribution' || !classesLast) continue;
      if ((yPred.shape.at(-1) ?? 0) < 2) continue;
      const wrong = unnormalized(view);
      if (wrong === undefined) continue;
      const { min, max } = context.stats(yPred);
      const one = [...rowSums(yPred)].every((s) => Math.abs(s - 1) < NEAR_ONE);
      const found = min >= 0 && max <= 1 && one ? 'probabilities' : 'logits';
      yield { data: { sum: wrong, found }, output: output.name };
    }
  },
});

/** The first sum of a row that is far from 1, where those over all axes but the first are, too. */
function unnormalized({ yPred }: OutputView): number | undefined {
  const last = unnormalizedSum(yPred);
  if (last === undefined || Number.isNaN(last) || yPred.shape.length < 3) return last;
  const [rows = 1] = yPred.shape;
  const flat = [rows, yPred.data.length / Math.max(1, rows)];
  return unnormalizedSum(yPred, flat) === undefined ? undefined : last;
}
