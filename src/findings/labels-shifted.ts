import type { NdArray } from '../tensor/ndarray.js';
import type { OutputView } from './context.js';
import { defineFinding } from './finding.js';

interface Hits {
  /** Positions whose largest logit is the label there, and of how many. */
  readonly same: number;
  readonly ofSame: number;
  /** Positions whose largest logit is the label of the next one. */
  readonly next: number;
  readonly ofNext: number;
}

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
  *find({ outputs }) {
    for (const view of outputs) {
      if (view.loss.family !== 'language-model') continue;
      const { yPred, yTrue } = view;
      if (yPred.shape.length !== 3 || yTrue.shape.length !== 2 || yTrue.shape[1] !== yPred.shape[1]) continue;
      const shifts = view.graph.steps.some(({ info }) => info.id === 'shift');
      const hits = hitsOf(yPred, yTrue, view);
      const { same, ofSame, next, ofNext } = hits;
      const [wrong, ofWrong, right, ofRight] = shifts
        ? [same, ofSame, next, ofNext]
        : [next, ofNext, same, ofSame];
      if (ofWrong >= FEWEST && wrong >= MOST_OF * ofWrong && right <= HALF * ofRight)
        yield { data: { shifts, ...hits }, output: view.output.name };
    }
  },
});

function hitsOf(yPred: NdArray, yTrue: NdArray, { ignoredLabel }: OutputView): Hits {
  const [rows = 0, length = 0, classes = 0] = yPred.shape;
  const hits = { same: 0, ofSame: 0, next: 0, ofNext: 0 };
  for (let row = 0; row < rows; row++) {
    let before = -1;
    for (let t = 0; t < length; t++) {
      const at = row * length + t;
      const largest = argmax(yPred.data.subarray(at * classes, (at + 1) * classes));
      const label = yTrue.data[at]!;
      if (label !== ignoredLabel) {
        hits.ofSame++;
        if (largest === label) hits.same++;
        if (t > 0) hits.ofNext++;
        if (t > 0 && before === label) hits.next++;
      }
      before = largest;
    }
  }
  return hits;
}

function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
