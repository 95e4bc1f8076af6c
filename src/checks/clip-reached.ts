import { defineFinding, short } from './finding.js';

/** Keras's epsilon: probabilities are clipped to [1e-7, 1 − 1e-7]. */
const EPSILON = 1e-7;

export const clipReached = defineFinding({
  code: 'clip-reached',
  severity: 'warning',
  symptom: 'Single losses are 15.2492, 15.3332, 15.4249, 15.9424 or 16.1181 whatever the model does.',
  cause:
    'A prediction is 0 or 1 on the wrong side. It is clipped at 1e-7, so its loss stands at a ceiling, and the gradient there is 0.',
  change: 'Train on logits with from_logits; look at the samples named here.',
  frameworks: 'Keras, tfjs-layers',
  message: (d) =>
    `${d.count} predictions are certain and wrong: clipped at 1e-07, they cannot cost more than ${short(d.ceiling)}, the ceiling of this version. The first is ${d.first}.`,
  *find(context) {
    for (const { output, loss, fromLogits, report, graph } of context.outputs) {
      if (loss.predictions !== 'probability' || fromLogits) continue;
      const { yTrue, yPred } = output;
      if (yTrue.data.length !== yPred.data.length) continue;
      const { min, max } = context.stats(yPred);
      if (min > EPSILON && max < 1 - EPSILON) continue;
      let count = 0;
      let first = -1;
      yPred.data.forEach((p, i) => {
        const wrong = (p <= EPSILON && yTrue.data[i] > 0.5) || (p >= 1 - EPSILON && yTrue.data[i] < 0.5);
        if (wrong && count++ === 0) first = i;
      });
      if (count === 0) continue;
      const width = yPred.shape.at(-1) ?? 1;
      const score = report.steps.find((s) => s.id === 'score')?.stats.max ?? Number.NaN;
      // With one unit the largest score is the ceiling itself; with several it is a mean over the units.
      const ceiling = width === 1 && graph.score.rank === 1 ? score : -Math.log(EPSILON);
      yield {
        data: { count, ceiling, first: `y_pred[${Math.floor(first / width)}][${first % width}]` },
        output: output.name,
        step: 'score',
      };
    }
  },
});
