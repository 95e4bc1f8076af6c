import type { Expr } from '../expr/node.js';
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
    'The weights are summed before they are broadcast to the scores: a weight [N, 1] counts once for ' +
    'its T timesteps, a single weight once for everything.',
  change: 'Give one weight per score: [N, T].',
  frameworks: 'Keras 3.7 and later, mean_with_sample_weight',
  message: (d) =>
    `Only ${some(d.weights, 'weight')} ${d.weights === 1 ? 'is' : 'are'} summed for ` +
    `${some(d.scores, 'score')}: the value is ${shortText(d.factor)} times the weighted mean.`,
  *find({ every }) {
    for (const { output, graph, mask } of every) {
      if (mask) continue;
      const weights = weightsOf(graph.ledger?.denominator);
      const scores = graph.score.size;
      if (weights > 0 && weights < scores)
        yield { data: { weights, scores, factor: scores / weights }, output: output.name };
    }
  },
});

/** How many weights a denominator adds up; 0 where it is no sum of the weights. */
function weightsOf(denominator: Expr | number | undefined): number {
  if (denominator === undefined || typeof denominator === 'number') return 0;
  const { node, args } = denominator;
  if (node.kind !== 'reduce' || node.op !== 'sum' || denominator.rank > 0) return 0;
  return plain(args[0]!) ? args[0]!.size : 0;
}

/** The weights themselves, perhaps in another shape. */
function plain({ node, args }: Expr): boolean {
  if (node.kind === 'step' || node.kind === 'reshape') return plain(args[0]!);
  return node.kind === 'input' && node.name === 'sample_weight';
}
