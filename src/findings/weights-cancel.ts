import { withArrays } from '../explain/variants.js';
import { stats } from '../facts/kinds/stats.js';
import { close } from './context.js';
import { defineFinding } from './finding.js';
import { pairNeeds } from './needs.js';

const ofWeights = pairNeeds(({ audit, sampleWeight }) =>
  audit.batchSize === 1 && sampleWeight ? { stats: stats.of(['sample_weight'], {}) } : undefined,
);

type Data = Readonly<Record<string, never>>;

export const weightsCancel = defineFinding<Data>({
  code: 'weights-cancel',
  severity: 'warning',
  symptom: 'Weights change nothing.',
  cause: 'With one row a batch, a mean that divides by the sum of the weights divides each weight by itself.',
  change: 'Use larger batches, or a reduction that divides by the number of samples.',
  frameworks: 'Keras 3.7 and later with mean_with_sample_weight',
  message: () => 'Every batch has one row and its weight is divided by itself: the weights have no effect.',
  needs: ofWeights,
  async *find(context) {
    const { audit } = context;
    for await (const { view, facts } of context.read(ofWeights)) {
      const { min, max, nan, count } = facts.stats;
      if (count === 0 || (min === max && nan === 0)) continue;
      const without = await context.rerun('no weights', () =>
        withArrays(audit, () => ({ sampleWeight: undefined })),
      );
      if (without && close(without.total, context.report.total)) yield { data: {}, output: view.output.name };
    }
  },
});
