import { sizeOf } from '../tensor/ndarray.js';
import { some } from '../text/sentence.js';
import { defineFinding } from './finding.js';

interface Data {
  readonly weights: number;
}

export const weightsOfOneScore = defineFinding<Data>({
  code: 'weights-of-one-score',
  severity: 'warning',
  symptom: 'Sample weights scale the loss as a whole; which sample has which weight changes nothing.',
  cause: 'The loss gives one score for the whole batch, and every weight multiplies that one.',
  change: 'Have a score for each sample: for Dice and Tversky all axes but the first as axis.',
  frameworks: 'Keras 3.2 and later, Dice and Tversky',
  message: (d) =>
    `The loss is one score for the whole batch: the ${some(d.weights, 'weight')} multiply it, and weigh no ` +
    'sample against another.',
  *find({ every }) {
    for (const { output, graph, sampleWeight } of every) {
      const weights = sampleWeight ? sizeOf(sampleWeight.shape) : 0;
      if (graph.score.rank === 0 && weights > 1) yield { data: { weights }, output: output.name };
    }
  },
});
