import { farRows, NEAR_ONE, rowsOfValues } from '../facts/kinds/rows.js';
import type { LossInfo } from '../frameworks/framework.js';
import { shortText, some } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';

const ofRows = pairNeeds(({ loss, yPred, fromLogits, classesLast }) =>
  holdsDistributions(loss, yPred.shape) && !fromLogits && classesLast
    ? { far: farRows.of(['y_pred'], { tolerance: NEAR_ONE }, { slot: 'y_pred', below: 0 }) }
    : undefined,
);

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
  needs: ofRows,
  async *find(context) {
    for await (const { view, facts } of context.read(ofRows)) {
      const { count = 0, sum } = facts.far ?? {};
      if (sum !== undefined)
        yield { data: { count, of: rowsOfValues(view.yPred), sum }, output: view.output.name };
    }
  },
});

/** A crossentropy of class labels has a column for each class, or one column for two of them. */
function holdsDistributions({ predictions, family }: LossInfo, shape: readonly number[]): boolean {
  if (predictions === 'distribution') return true;
  const columns = shape.length > 1 && shape[shape.length - 1]! > 1;
  return predictions === 'probability' && family === 'sparse-categorical-crossentropy' && columns;
}
