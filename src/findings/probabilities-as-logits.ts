import type { LossInfo } from '../frameworks/framework.js';
import { shortText } from '../text/sentence.js';
import { rowSums } from './context.js';
import { defineFinding } from './finding.js';
import { oneSample } from './one-sample.js';

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
  async *find(context) {
    for (const { output, loss, yTrue, yPred, classesLast } of context.outputs) {
      if (output.use.value('logits') !== true || yPred.data.length < 2) continue;
      const { min, max, nan } = context.stats(yPred);
      if (!(min >= 0 && max <= 1) || nan > 0) continue;
      const rows = loss.predictions === 'distribution';
      if (rows && !classesLast) continue;
      if (rows && ![...rowSums(yPred)].every((s) => Math.abs(s - 1) < 1e-3)) continue;
      // Numbers that are all 0 or 1, or a handful of small logits, decide nothing for a sigmoid.
      if (!rows && yPred.data.length < 8) continue;
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
