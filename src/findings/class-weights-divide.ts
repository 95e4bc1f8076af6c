import { isNdArray } from '../tensor/ndarray.js';
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
  *find({ audit, outputs }) {
    if (audit.batchSize) return;
    for (const { output, loss, report, yTrue, mask, ignoredLabel } of outputs) {
      const table = output.use.value('class-weights');
      const { ledger, value } = report;
      if (!loss.classIndices || !isNdArray(table) || ledger.numerator === null) continue;
      const counts = yTrue.data.filter((y, i) => y !== ignoredLabel && mask?.data[i] !== 0);
      const weights = Float64Array.from(counts, (y) => table.data[y]!).reduce((a, b) => a + b, 0);
      const other = Number(ledger.numerator) / counts.length;
      // What a loss does not divide by its weights, or by the same number, is left alone.
      const divides = close(Number(ledger.denominator), weights) && !close(weights, counts.length);
      if (!divides || !Number.isFinite(value) || !Number.isFinite(other) || close(value, other)) continue;
      yield { data: { value, weights, targets: counts.length, other }, output: output.name };
    }
  },
});
