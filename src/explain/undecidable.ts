/** What arrays cannot show: why no arithmetic over them may give the number, and what to bring instead. */
import type { Audit, Reported } from '../audit/audit.js';
import type { Report } from '../report/audit/model.js';
import { shortText } from '../text/sentence.js';
import { lostLogits } from './lost-logits.js';
import { pairOf } from './variants.js';

interface Undecidable {
  readonly code: string;
  readonly bring: string;
}

/** A reason that something seen speaks for, or one that is always possible. */
interface Reason extends Undecidable {
  readonly seen: boolean;
}

/**
 * @param report of the audit as it stands
 * @param remainder what the reported number is above the audit's
 */
export function undecidable(
  audit: Audit,
  report: Report,
  reported: readonly Reported[],
  remainder: number,
): Reason[] {
  const training = reported.some(({ of, conditions: c }) => c.stage === 'train' || of === 'history');
  const reasons: Reason[] = [];
  if (training)
    reasons.push(
      {
        code: 'loss-before-update',
        bring:
          'the loss of each batch is taken before its update, with the weights of that moment: the ' +
          'predictions of every batch saved while training, or the number that evaluate gives for these',
        seen: true,
      },
      {
        code: 'dropout-in-training',
        bring:
          'dropout, batch statistics and augmentation change predictions while training: predictions ' +
          'saved with training=True, or the number that evaluate gives',
        seen: true,
      },
    );
  for (const [i, output] of audit.outputs.entries())
    if (lostLogits(audit, pairOf(output), report.outputs[i]!))
      reasons.push({
        code: 'lost-logits',
        bring: "the logits (the last activation's input) as y_pred, with `activation` set",
        seen: true,
      });
  if (remainder > 0 && Object.keys(audit.regularization).length === 0)
    reasons.push({
      code: 'unknown-regularization',
      bring:
        `${shortText(remainder)} is left over above these arrays' loss. A regulariser (model.losses, ` +
        'weight decay in the loss) is in no array here: bring its value as `regularization`, or the ' +
        'number for a second set of data: a remainder that stays the same is one',
      seen: false,
    });
  if (!training)
    reasons.push({
      code: 'other-predictions',
      bring:
        'a number taken while training has other predictions (dropout, batch statistics, weights before ' +
        'the update, augmentation): say where it was seen with `stage`, or bring predictions of that moment',
      seen: false,
    });
  return reasons;
}
