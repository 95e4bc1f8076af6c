import { outside, stats } from '../facts/kinds/stats.js';
import type { LossInfo } from '../frameworks/framework.js';
import { sizeOf } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';

const ofProbabilities = pairNeeds(({ loss, fromLogits }) =>
  ['probability', 'distribution'].includes(loss.predictions) && !fromLogits
    ? { stats: stats.of(['y_pred'], {}), outside: outside.of(['y_pred'], { low: 0, high: 1 }) }
    : undefined,
);

interface Data {
  /** Outside 0 to 1. */
  readonly count: number;
  readonly of: number;
  readonly min: number;
  readonly max: number;
}

export const predictionsNotProbabilities = defineFinding<Data>({
  code: 'predictions-not-probabilities',
  severity: 'warning',
  symptom: 'The loss sticks at a value near 15 or 16, or is far too small or large.',
  cause:
    'y_pred holds numbers outside 0 to 1, most likely logits, while from_logits is false: they are ' +
    'clipped, or their logarithm is not a number.',
  change: 'Set from_logits, or end the model with a sigmoid or softmax.',
  frameworks: 'all',
  message: (d, { loss }) =>
    `${d.count} of ${d.of} predictions outside 0 to 1 (from ${shortText(d.min)} to ` +
    `${shortText(d.max)}), and ${takes(loss)}` +
    `${loss.clip === undefined ? '' : ': they are clipped'}. They look like logits.`,
  needs: ofProbabilities,
  async *find(context) {
    for await (const { view, facts } of context.read(ofProbabilities)) {
      const { output, loss, yPred } = view;
      const { min, max } = facts.stats;
      const { outside: count } = facts;
      // Unnormalised rows of non-negative numbers are their own finding: most losses divide them by their
      // sum.
      if (loss.predictions === 'distribution' && min >= 0) continue;
      if (count > 0) yield { data: { count, of: sizeOf(yPred.shape), min, max }, output: output.name };
    }
  },
});

/** `from_logits is false`, in the framework's own word. */
function takes(loss: LossInfo): string {
  const logits = loss.paramOf('logits');
  return logits?.default === false ? `${logits.name} is false` : `${loss.name} takes probabilities`;
}
