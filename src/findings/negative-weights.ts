import { outside, stats } from '../facts/kinds/stats.js';
import { sizeOf } from '../tensor/ndarray.js';
import { shortText, some } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import { needs } from './needs.js';

const ofWeights = needs(
  ({ sampleWeight }) =>
    sampleWeight && {
      negative: outside.of(['sample_weight'], { low: 0 }),
      stats: stats.of(['sample_weight'], {}),
    },
);

interface Data {
  readonly count: number;
  readonly of: number;
  readonly min: number;
}

export const negativeWeights = defineFinding<Data>({
  code: 'negative-weights',
  severity: 'warning',
  symptom: 'The loss is negative, or falls while predictions get worse.',
  cause: 'Negative sample weights reward errors; as "not zero" they still count in denominators.',
  change: 'Weights are 0 or more.',
  frameworks: 'all',
  message: (d) =>
    `Of ${some(d.of, 'sample weight')}, ${d.count} ${d.count === 1 ? 'is' : 'are'} negative (the least ` +
    `is ${shortText(d.min)}).`,
  needs: ofWeights,
  async *find(context) {
    for await (const { view, facts } of context.read(ofWeights))
      if (facts.negative > 0)
        yield {
          data: { count: facts.negative, of: sizeOf(view.sampleWeight!.shape), min: facts.stats.min },
          output: view.output.name,
        };
  },
});
