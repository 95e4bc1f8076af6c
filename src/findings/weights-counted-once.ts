import { shortText, some } from '../text/sentence.js';
import { defineFinding } from './finding.js';

interface Data {
  readonly weights: number;
  readonly scores: number;
  readonly factor: number;
}

export const weightsCountedOnce = defineFinding<Data>({
  code: 'weights-counted-once',
  severity: 'warning',
  symptom: 'mean_with_sample_weight is as many times too large as there are timesteps.',
  cause:
    'The weights are summed before they are broadcast to the scores: a weight [N, 1] counts once for its T timesteps, a single weight once for everything.',
  change: 'Give one weight per score: [N, T].',
  frameworks: 'Keras 3.7 and later, mean_with_sample_weight',
  message: (d) =>
    `Only ${some(d.weights, 'weight')} ${d.weights === 1 ? 'is' : 'are'} summed for ${some(d.scores, 'score')}: the value is ${shortText(d.factor)} times the weighted mean.`,
  *find({ outputs }) {
    for (const { output, graph } of outputs) {
      const w = output.sampleWeight;
      if (!w || output.params.reduction !== 'mean_with_sample_weight' || output.mask) continue;
      const rows = output.yPred.shape[0];
      const scores = graph.score.size;
      const weights = w.shape.length === 0 ? 1 : (w.data.length / Math.max(1, rows)) * (graph.score.shape[0] ?? 1);
      if (weights > 0 && weights < scores)
        yield { data: { weights, scores, factor: scores / weights }, output: output.name };
    }
  },
});
