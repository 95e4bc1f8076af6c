import { withSettings } from '../audit/resolve.js';
import { leadingArray } from '../audit/rows.js';
import { shortText } from '../text/sentence.js';
import { unnormalizedSum } from './context.js';
import { defineFinding } from './finding.js';

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
  async *find(context) {
    const { audit } = context;
    if (audit.settings.activation === 'linear') return;
    for (const { output, loss, report } of context.every) {
      const logs = leadingArray(output);
      if (loss.family !== 'ctc' || loss.predictions !== 'log-distribution' || !logs) continue;
      const sum = unnormalizedSum(logs);
      if (sum === undefined) continue;
      const raw = await context.rerun('linear', () => withSettings(audit, { activation: 'linear' }));
      const other = raw?.outputs.find((o) => o.name === output.name)?.value;
      yield { data: { sum, value: report.value, other }, output: output.name, step: 'log-softmax' };
    }
  },
});
