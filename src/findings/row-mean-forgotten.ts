import { paramsWith, withParams } from '../explain/variants.js';
import { sizeOf } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import { close } from './context.js';
import { defineFinding } from './finding.js';

interface Data {
  readonly reduction: string;
  /** The one that divides by the rows. */
  readonly meant: string;
  readonly value: number;
  /** With that. */
  readonly other: number;
  /** What the default divides by, and the rows. */
  readonly numbers: number;
  readonly rows: number;
}

export const rowMeanForgotten = defineFinding<Data>({
  code: 'row-mean-forgotten',
  severity: 'warning',
  symptom: 'A divergence is smaller than its definition by the number of classes.',
  cause:
    'The loss adds up over the classes by definition, but the default mean divides by every number of ' +
    'the arrays, by the classes too.',
  change: 'Ask for the mean over the rows: reduction="batchmean".',
  frameworks: 'PyTorch (KLDivLoss)',
  message: (d, { loss }) =>
    `${loss.paramOf('reduction')?.name} "${d.reduction}" divides by all ${d.numbers} numbers, not by the ` +
    `${d.rows} rows: ${shortText(d.value)}. As it is defined, with "${d.meant}", the loss is ` +
    `${shortText(d.other)}.`,
  async *find(context) {
    const { audit, outputs, report } = context;
    if (audit.batchSize) return;
    for (const { output, loss, yPred, rows } of outputs) {
      const { rowMean: meant } = loss;
      const usual = loss.paramOf('reduction')?.default;
      if (meant === undefined || output.use.value('reduction') !== usual || typeof usual !== 'string')
        continue;
      const other = await context.rerun(`${output.name}: ${meant}`, () =>
        withParams(audit, (o) => (o.name === output.name ? paramsWith(o, 'reduction', meant) : o.params)),
      );
      const at = report.outputs.findIndex((o) => o.name === output.name);
      const [value, defined] = [report.outputs[at]!.value, other?.outputs[at]?.value];
      if (defined === undefined || !Number.isFinite(value) || close(value, defined)) continue;
      const numbers = sizeOf(yPred.shape);
      yield {
        data: { reduction: usual, meant, value, other: defined, numbers, rows },
        output: output.name,
      };
    }
  },
});
