import { paramsWith, withParams } from '../explain/variants.js';
import { shortText } from '../text/sentence.js';
import { close } from './context.js';
import { defineFinding } from './finding.js';

interface Data {
  readonly value: number;
  /** What the mean divides by, and how many targets there are. */
  readonly weights: number;
  readonly targets: number;
  /** Divided by the targets. */
  readonly other: number;
}

export const classWeightsDivide = defineFinding<Data>({
  code: 'class-weights-divide',
  severity: 'note',
  symptom:
    'A weighted loss is not what a weighted mean by hand gives, and changes with the classes of the batch.',
  cause:
    'Class weights stand in the denominator as well: the mean divides by the weights of the targets, not ' +
    'by their number. With class probabilities as targets, the same data are divided by their number.',
  change:
    'To divide by the number of targets: reduction="sum", divided by it; so do accumulated batches that ' +
    'are to give the mean of all.',
  frameworks: 'PyTorch (CrossEntropyLoss, NLLLoss)',
  message: (d, { loss }) =>
    `The mean divides by the ${loss.paramOf('class-weights')?.name} of the targets, ` +
    `${shortText(d.weights)}, not by their number, ${d.targets}: ${shortText(d.value)} instead of ` +
    `${shortText(d.other)}.`,
  async *find(context) {
    const { audit } = context;
    if (audit.batchSize) return;
    for (const { output, report } of context.outputs) {
      const given = output.use.value('class-weights');
      const { ledger, value } = report;
      if (given === undefined || given === null || ledger.numerator === null) continue;
      const plain = await context.rerun(`${output.name}: without class weights`, () =>
        withParams(audit, (o) => (o.name === output.name ? paramsWith(o, 'class-weights', null) : o.params)),
      );
      const targets = plain?.outputs.find((o) => o.name === output.name)?.ledger.denominator;
      const other = targets === undefined ? Number.NaN : Number(ledger.numerator) / Number(targets);
      if (!Number.isFinite(value) || !Number.isFinite(other) || close(value, other)) continue;
      if (close(Number(ledger.denominator), Number(targets))) continue;
      yield {
        data: { value, weights: Number(ledger.denominator), targets: Number(targets), other },
        output: output.name,
      };
    }
  },
});
