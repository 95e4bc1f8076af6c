import { shortText, some } from '../text/sentence.js';
import { defineFinding } from './finding.js';

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
  *find(context) {
    for (const { output, sampleWeight: w } of context.every) {
      const count = w ? w.data.filter((x) => x < 0).length : 0;
      if (w && count > 0)
        yield {
          data: { count, of: w.data.length, min: context.stats(w).min },
          output: output.name,
        };
    }
  },
});
