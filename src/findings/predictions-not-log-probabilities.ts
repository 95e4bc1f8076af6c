import { firstFarRow, NEAR_ONE } from '../facts/kinds/rows.js';
import { stats } from '../facts/kinds/stats.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';

const ofLogs = pairNeeds(({ loss, yPred, classesLast }) => {
  if (loss.predictions !== 'log-distribution' || !classesLast || (yPred.shape.at(-1) ?? 0) < 2)
    return undefined;
  const far = { tolerance: NEAR_ONE, exp: true } as const;
  return {
    far: firstFarRow.of(['y_pred'], far),
    flat: yPred.shape.length > 2 ? firstFarRow.of(['y_pred'], { ...far, flat: true }) : undefined,
    stats: stats.of(['y_pred'], {}),
    plain: firstFarRow.of(['y_pred'], { tolerance: NEAR_ONE }, { slot: 'y_pred', below: 0, above: 1 }),
  };
});

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
  needs: ofLogs,
  async *find(context) {
    for await (const { view, facts } of context.read(ofLogs)) {
      const { far: sum, flat, stats: numbers, plain } = facts;
      // Where the exponentials over all axes but the first add up to 1, it is these that the loss takes.
      if (sum === undefined || (view.yPred.shape.length > 2 && flat === undefined)) continue;
      const within = numbers.min >= 0 && numbers.max <= 1 && numbers.nan === 0;
      const found = within && plain === undefined ? 'probabilities' : 'logits';
      yield { data: { sum, found }, output: view.output.name };
    }
  },
});
