import { type Hits, labelHits } from '../facts/kinds/labels.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';

const ofLanguageModels = pairNeeds(({ loss, yTrue, yPred, ignoredLabel: ignored }) =>
  loss.family === 'language-model' &&
  yPred.shape.length === 3 &&
  yTrue.shape.length === 2 &&
  yTrue.shape[1] === yPred.shape[1]
    ? { hits: labelHits.of(['y_pred', 'y_true'], { ignored }) }
    : undefined,
);

interface Data extends Hits {
  /** The loss moves the labels itself. */
  readonly shifts: boolean;
}

/** Fewer labels decide nothing. */
const FEWEST = 8;
const MOST_OF = 0.9;
const HALF = 0.5;

export const labelsShifted = defineFinding<Data>({
  code: 'labels-shifted',
  severity: 'warning',
  symptom: 'The loss of a language model that predicts well is as large as that of one that guesses.',
  cause:
    'A causal model predicts the next token: labels are moved by one position, once. Some losses do it ' +
    'themselves; labels that were moved before are then moved twice, and others are not moved at all.',
  change:
    'Give the loss labels as it wants them: the same tokens as the input where it shifts, those of the ' +
    'next positions where it does not.',
  frameworks: 'transformers',
  message: (d) =>
    d.shifts
      ? `${d.same} of ${d.ofSame} labels have the largest logit at their own position, ${d.next} of ` +
        `${d.ofNext} at the one before: perhaps the labels were shifted already, and this loss shifts ` +
        'them once more.'
      : `${d.next} of ${d.ofNext} labels have the largest logit at the position before their own, ` +
        `${d.same} of ${d.ofSame} at their own: perhaps they are to be shifted, and this loss ` +
        'shifts nothing.',
  needs: ofLanguageModels,
  async *find(context) {
    for await (const { view, facts } of context.read(ofLanguageModels)) {
      const shifts = view.graph.steps.some(({ info }) => info.id === 'shift');
      const { same, ofSame, next, ofNext } = facts.hits;
      const [wrong, ofWrong, right, ofRight] = shifts
        ? [same, ofSame, next, ofNext]
        : [next, ofNext, same, ofSame];
      if (ofWrong >= FEWEST && wrong >= MOST_OF * ofWrong && right <= HALF * ofRight)
        yield { data: { shifts, ...facts.hits }, output: view.output.name };
    }
  },
});
