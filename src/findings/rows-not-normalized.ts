import type { LossInfo } from '../frameworks/framework.js';
import { shortText, some } from '../text/sentence.js';
import { rowSums } from './context.js';
import { defineFinding } from './finding.js';

interface Data {
  readonly count: number;
  readonly of: number;
  /** Of the first of them. */
  readonly sum: number;
}

export const rowsNotNormalized = defineFinding<Data>({
  code: 'rows-not-normalized',
  severity: 'warning',
  symptom: 'The loss differs from one by hand, or from another framework’s.',
  cause:
    'Rows of y_pred do not add up to 1. Keras divides each by its sum, as scikit-learn does up to 1.4; ' +
    'other libraries, and later ones, take them as they are.',
  change: 'End the model with a softmax over the class axis; a sigmoid belongs to binary_crossentropy.',
  frameworks: 'all',
  message: (d) =>
    `Of ${some(d.of, 'row')} of y_pred, ${d.count} ${d.count === 1 ? 'does' : 'do'} not add up to 1 ` +
    `(the first adds up to ${shortText(d.sum)}).`,
  *find(context) {
    for (const { output, loss, yPred, fromLogits, classesLast } of context.outputs) {
      if (!holdsDistributions(loss, yPred.shape) || fromLogits || !classesLast) continue;
      if (context.stats(yPred).min < 0) continue;
      const sums = [...rowSums(yPred)];
      const wrong = sums.filter((s) => Math.abs(s - 1) > 1e-2);
      if (wrong.length > 0)
        yield { data: { count: wrong.length, of: sums.length, sum: wrong[0]! }, output: output.name };
    }
  },
});

/** A crossentropy of class labels has a column for each class, or one column for two of them. */
function holdsDistributions({ predictions, family }: LossInfo, shape: readonly number[]): boolean {
  if (predictions === 'distribution') return true;
  const columns = shape.length > 1 && shape[shape.length - 1]! > 1;
  return predictions === 'probability' && family === 'sparse-categorical-crossentropy' && columns;
}
