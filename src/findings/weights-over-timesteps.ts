import { withArrays } from '../explain/variants.js';
import type { NdArray } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import { close, inputsOf, stepOver } from './context.js';
import { defineFinding } from './finding.js';

interface Data {
  readonly rows: number;
  readonly value: number;
  /** With the weights as [N, 1]. */
  readonly matched: number;
  /** What the weights meet. */
  readonly axis: 'timesteps' | 'last axis';
}

export const weightsOverTimesteps = defineFinding<Data>({
  code: 'weights-over-timesteps',
  severity: 'warning',
  symptom:
    'Weights per sample give a wrong loss when there are as many timesteps as samples, and an error ' +
    'otherwise.',
  cause:
    'Weights [N] meet scores [N, T] by broadcasting along the last axis: they weigh timesteps, not ' +
    'samples. It goes unnoticed only for N = T.',
  change: 'Give the weights as [N, 1].',
  frameworks: 'Keras 3, TensorFlow.js',
  message: (d) =>
    `The ${d.rows} weights meet the ${d.axis}, not the samples: the loss is ${shortText(d.value)}. As ` +
    `[${d.rows}, 1] it is ${shortText(d.matched)}.`,
  async *find(context) {
    for (const { output, yPred, graph, nodes, sampleWeight: w } of context.outputs) {
      if (
        w?.shape.length !== 1 ||
        graph.score.rank < 2 ||
        graph.perSample.rank < 2 ||
        context.audit.batchSize
      )
        continue;
      const column = (a: NdArray): NdArray => ({ ...a, shape: [...a.shape, 1] });
      const matched = await context.rerun(`${output.name}: weights [N, 1]`, () =>
        withArrays(context.audit, (o) =>
          o.name === output.name ? { sampleWeight: column(o.sampleWeight!) } : {},
        ),
      );
      if (matched && !close(matched.total, context.report.total)) {
        yield {
          data: {
            rows: w.shape[0]!,
            value: context.report.total,
            matched: matched.total,
            axis: graph.score.rank < yPred.shape.length ? 'timesteps' : 'last axis',
          },
          output: output.name,
          step: stepOver(graph, [graph.score, ...inputsOf(nodes, 'sample_weight')]),
        };
      }
    }
  },
});
