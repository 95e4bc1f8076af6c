import { withSettings } from '../audit/resolve.js';
import { leadingArray, leadingSlotOf } from '../audit/rows.js';
import { firstFarRow, NEAR_ONE } from '../facts/kinds/rows.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { needs } from './needs.js';

const ofLogs = needs(({ audit, output, loss }) => {
  if (audit.settings.activation === 'linear') return undefined;
  if (loss.family !== 'ctc' || loss.predictions !== 'log-distribution' || !leadingArray(output))
    return undefined;
  return { far: firstFarRow.of([leadingSlotOf(output)], { tolerance: NEAR_ONE, exp: true }) };
});

interface Data {
  /** What the exponentials of a row add up to. */
  readonly sum: number;
  readonly value: number;
  /** Of the numbers as they are. */
  readonly other?: number;
}

export const logSoftmaxAdded = defineFinding<Data>({
  code: 'log-softmax-added',
  severity: 'warning',
  symptom: 'The loss of the training is another one, or negative.',
  cause:
    'The framework takes log-probabilities as they are and checks nothing. lossaudit takes the log_softmax ' +
    'of logits, which leaves log-probabilities as they are.',
  change:
    'Put log_softmax before the loss. To see what it makes of these numbers, give activation: "linear".',
  frameworks: 'PyTorch (CTCLoss)',
  message: (d, { loss, rules }) =>
    `${loss.name} of ${rules.title} takes log-probabilities, whose exponentials add up to 1 in each row; ` +
    `here they add up to ${shortText(d.sum)}. ${shortText(d.value)} is that of their log_softmax` +
    `${d.other === undefined ? '' : `, ${shortText(d.other)} that of the numbers as they are`}.`,
  needs: ofLogs,
  async *find(context) {
    const { audit } = context;
    for await (const { view, facts } of context.read(ofLogs)) {
      const { output, report } = view;
      const { far: sum } = facts;
      if (sum === undefined) continue;
      const raw = await context.rerun('linear', () => withSettings(audit, { activation: 'linear' }), 'aside');
      const other = raw?.outputs.find((o) => o.name === output.name)?.value;
      yield { data: { sum, value: report.value, other }, output: output.name, step: 'log-softmax' };
    }
  },
});
