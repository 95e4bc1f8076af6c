import { firstFarRow } from '../facts/kinds/rows.js';
import { stats } from '../facts/kinds/stats.js';
import type { LossInfo } from '../frameworks/framework.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';
import { oneSample } from './one-sample.js';

/** How far from 1 rows of probabilities may add up. */
const NEAR_ONE = 1e-3;
/** A handful of small logits decides nothing for a sigmoid. */
const FEW = 8;

const ofLogits = pairNeeds(({ output, loss, classesLast }) => {
  const rows = loss.predictions === 'distribution';
  if (output.use.value('logits') !== true || (rows && !classesLast)) return undefined;
  const within = { slot: 'y_pred', below: 0, above: 1, nan: true } as const;
  return {
    stats: stats.of(['y_pred'], {}),
    far: rows ? firstFarRow.of(['y_pred'], { tolerance: NEAR_ONE }, within) : undefined,
  };
});

interface Data {
  /** Rows that add up to 1. */
  readonly rows: boolean;
  /** What a perfect prediction costs. */
  readonly floor: number;
}

export const probabilitiesAsLogits = defineFinding<Data>({
  code: 'probabilities-as-logits',
  severity: 'warning',
  symptom: 'The loss will not fall below a floor: 0.3133 for two classes, 1.4612 for ten.',
  cause:
    'y_pred already holds probabilities, but the loss takes logits (from_logits is true, CrossEntropyLoss, ' +
    'BCEWithLogitsLoss): the softmax or sigmoid is applied twice.',
  change:
    'Drop the last activation, or from_logits; without the activation torch.nn.BCELoss is BCEWithLogitsLoss.',
  frameworks: 'all',
  message: (d, { loss }) =>
    `All predictions are between 0 and 1${d.rows ? ' and the rows add up to 1' : ''}, but ` +
    `${logitsOf(loss)}: the activation is applied twice. Even a perfect ` +
    `prediction gives ${shortText(d.floor)}.`,
  needs: ofLogits,
  async *find(context) {
    for await (const { view, facts } of context.read(ofLogits)) {
      const { output, loss, yTrue, yPred } = view;
      const { min, max, nan, count } = facts.stats;
      if (!(min >= 0 && max <= 1) || nan > 0 || facts.far !== undefined) continue;
      const rows = loss.predictions === 'distribution';
      if (count < (rows ? 2 : FEW)) continue;
      const classes = rows ? (yPred.shape.at(-1) ?? 2) : 1;
      const perfect = await context.rerun(`${output.name}: perfect`, () =>
        oneSample(
          context.audit,
          output.name,
          loss.classIndices ? [0] : hot(classes),
          hot(classes),
          yTrue.shape.length,
        ),
      );
      if (perfect) yield { data: { rows, floor: perfect.total }, output: output.name };
    }
  },
});

/** `from_logits is true`, in the framework's own word. */
function logitsOf(loss: LossInfo): string {
  const logits = loss.paramOf('logits');
  return logits ? `${logits.name} is true` : `${loss.name} takes logits`;
}

/** A row that is certain of the first class. */
function hot(classes: number): number[] {
  return Array.from({ length: classes }, (_, i) => (i === 0 ? 1 : 0));
}
