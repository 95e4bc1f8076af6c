import { withArrays } from '../explain/variants.js';
import { stats } from '../facts/kinds/stats.js';
import { sizeOf } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';

const ofBoth = pairNeeds(({ loss }) =>
  ['any', 'log-distribution'].includes(loss.predictions) || loss.classIndices
    ? undefined
    : { predictions: stats.of(['y_pred'], {}), targets: stats.of(['y_true'], {}) },
);

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
  needs: ofBoth,
  async *find(context) {
    for await (const { view, facts } of context.read(ofBoth)) {
      const { output, report, yTrue, yPred } = view;
      const { predictions: p, targets: t } = facts;
      const certain = p.count > 1 && p.min >= 0 && p.max <= 1 && p.fractional === 0 && p.nan === 0;
      const fractions = t.fractional;
      if (!certain || fractions === 0 || t.nan > 0) continue;
      const at = context.audit.outputs.findIndex((o) => o.name === output.name);
      const exchanged = await context.rerun(
        `${output.name}: exchanged`,
        () =>
          withArrays(context.audit, (o) =>
            o.name === output.name ? { yTrue: o.yPred, yPred: o.yTrue } : {},
          ),
        'aside',
      );
      const swapped = exchanged?.outputs[at]?.value;
      yield {
        data: {
          of: sizeOf(yPred.shape),
          fractions,
          targets: sizeOf(yTrue.shape),
          value: report.value,
          swapped,
        },
        output: output.name,
      };
    }
  },
});
