import type { LossInfo } from '../frameworks/framework.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';

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
  *find(context) {
    for (const { output, loss, yPred, fromLogits } of context.outputs) {
      if (!['probability', 'distribution'].includes(loss.predictions) || fromLogits) continue;
      const { min, max } = context.stats(yPred);
      if (min >= 0 && max <= 1) continue;
      // Unnormalised rows of non-negative numbers are their own finding: most losses divide them by their
      // sum.
      if (loss.predictions === 'distribution' && min >= 0) continue;
      const count = yPred.data.filter((p) => p < 0 || p > 1).length;
      if (count > 0) yield { data: { count, of: yPred.data.length, min, max }, output: output.name };
    }
  },
});

/** `from_logits is false`, in the framework's own word. */
function takes(loss: LossInfo): string {
  const logits = loss.paramOf('logits');
  return logits?.default === false ? `${logits.name} is false` : `${loss.name} takes probabilities`;
}
