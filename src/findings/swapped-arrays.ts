import { withArrays } from '../explain/variants.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';

interface Data {
  /** Predictions. */
  readonly of: number;
  /** Targets that are fractions. */
  readonly fractions: number;
  readonly targets: number;
  readonly value: number;
  /** With the arrays exchanged, where the loss takes them so. */
  readonly swapped?: number;
}

export const swappedArrays = defineFinding<Data>({
  code: 'swapped-arrays',
  severity: 'warning',
  symptom: 'The loss of a good model is huge, near 16 for each wrong sample, and no training lowers it.',
  cause:
    'Perhaps y_true and y_pred have changed places: the predictions are all exactly 0 or 1, as labels ' +
    'are, and the targets are fractions, as predictions are. Soft labels beside predictions that were ' +
    'rounded look the same.',
  change:
    'Look at what was saved as which: the loss is called as loss(y_true, y_pred). Predictions must not ' +
    'be rounded.',
  frameworks: 'all, crossentropies and divergences',
  message(d) {
    const what =
      `All ${d.of} predictions are exactly 0 or 1, and ${d.fractions} of ${d.targets} targets ` +
      'are fractions: perhaps y_true and y_pred have changed places.';
    if (d.swapped === undefined) return what;
    const values = `${shortText(d.value)}; with the arrays exchanged it is ${shortText(d.swapped)}`;
    return `${what} The loss is ${values}.`;
  },
  async *find(context) {
    for (const { output, loss, report, yTrue, yPred } of context.outputs) {
      if (
        ['any', 'log-distribution'].includes(loss.predictions) ||
        loss.classIndices ||
        yPred.data.length < 2
      )
        continue;
      if (yPred.data.some((p) => p !== 0 && p !== 1)) continue;
      const { fractional: fractions, nan } = context.stats(yTrue);
      if (fractions === 0 || nan > 0) continue;
      const at = context.audit.outputs.findIndex((o) => o.name === output.name);
      const exchanged = await context.rerun(`${output.name}: exchanged`, () =>
        withArrays(context.audit, (o) => (o === output ? { yTrue: yPred, yPred: yTrue } : {})),
      );
      const swapped = exchanged?.outputs[at]?.value;
      yield {
        data: {
          of: yPred.data.length,
          fractions,
          targets: yTrue.data.length,
          value: report.value,
          swapped,
        },
        output: output.name,
      };
    }
  },
});
