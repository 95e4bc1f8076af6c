import { labelTally } from '../facts/kinds/labels.js';
import { isNdArray, type NdArray, sizeOf } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import { close } from './context.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';

const ofLabels = pairNeeds(({ audit, output, loss, yTrue, mask, ignoredLabel: ignored }) => {
  const table = output.use.value('class-weights');
  if (audit.batchSize || !loss.classIndices || !isNdArray(table)) return undefined;
  const masked = mask && sizeOf(mask.shape) === sizeOf(yTrue.shape);
  const slots = masked ? ['y_true', 'mask'] : ['y_true'];
  return { labels: labelTally.of(slots, { classes: table.data.length, ignored }) };
});

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
  needs: ofLabels,
  async *find(context) {
    for await (const { view, facts } of context.read(ofLabels)) {
      const { ledger, value } = view.report;
      if (ledger.numerator === null || facts.labels.others > 0) continue;
      const table = view.output.use.value('class-weights') as NdArray;
      let [weights, targets] = [0, 0];
      for (const [label, n] of facts.labels.counts.entries()) {
        weights += n * table.data[label]!;
        targets += n;
      }
      const other = Number(ledger.numerator) / targets;
      // What a loss does not divide by its weights, or by the same number, is left alone.
      const divides = close(Number(ledger.denominator), weights) && !close(weights, targets);
      if (!divides || !Number.isFinite(value) || !Number.isFinite(other) || close(value, other)) continue;
      yield { data: { value, weights, targets, other }, output: view.output.name };
    }
  },
});
