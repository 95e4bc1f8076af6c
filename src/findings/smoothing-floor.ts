import { graphFor } from '../audit/batch.js';
import { outputArrays } from '../audit/graph.js';
import { referenceEngine } from '../engines/reference/engine.js';
import { withOutputs } from '../explain/variants.js';
import { topological } from '../expr/walk.js';
import { flatten } from '../report/audit/model.js';
import type { NdArray } from '../tensor/ndarray.js';
import { near } from '../tensor/near.js';
import { shortText, some } from '../text/sentence.js';
import type { CheckContext, OutputView } from './context.js';
import { defineFinding } from './finding.js';

/** How near the floor counts as on it. */
const NEAR = 1e-3;

interface Data {
  readonly smoothing: number;
  readonly floor: number;
  /** Those at the floor. */
  readonly samples: number;
}

export const smoothingFloor = defineFinding<Data>({
  code: 'smoothing-floor',
  severity: 'note',
  symptom: 'The loss will not fall below a floor: 0.198515 for two classes and label_smoothing 0.1, 0.500288 for ten.',
  cause:
    'Smoothed targets are no certainties: even the best prediction, equal to them, costs their entropy. More training cannot lower it.',
  change: 'Compare with the floor, or evaluate without label_smoothing.',
  frameworks: 'all with label_smoothing',
  message: (d) =>
    `With label_smoothing ${d.smoothing} no prediction costs less than ${shortText(d.floor)} here; ${some(d.samples, 'sample')} ${d.samples === 1 ? 'stands' : 'stand'} at this floor.`,
  async *find(context) {
    for (const view of context.outputs) {
      const { output } = view;
      if (!view.nodes.some((e) => e.node.kind === 'step' && e.node.step.id === 'label-smoothing')) continue;
      const yPred = await smoothed(view, context);
      const best = await context.rerun(`${output.name}: best under smoothing`, () =>
        withOutputs(context.audit, (o) =>
          o.name === output.name ? { yPred, params: { ...o.params, from_logits: false } } : {},
        ),
      );
      const at = context.report.outputs.findIndex((o) => o.name === output.name);
      if (!best) continue;
      const floors = flatten(best.outputs[at].per_sample);
      const scores = flatten(context.report.outputs[at].per_sample);
      const samples = scores.filter((x, i) => floors[i] > 0 && near(x, floors[i], NEAR)).length;
      if (samples > 0)
        yield {
          data: { smoothing: Number(output.params.label_smoothing), floor: best.outputs[at].value, samples },
          output: output.name,
        };
    }
  },
});

/** The targets as the loss sees them: what the step says, not a second formula. */
async function smoothed({ output }: OutputView, { audit, options }: CheckContext): Promise<NdArray> {
  const graph = graphFor(audit, output);
  const step = topological([graph.value]).find((e) => e.node.kind === 'step' && e.node.step.id === 'label-smoothing');
  if (!step) throw new Error('a graph with label smoothing has the step');
  const engine = referenceEngine({ dtype: 'float64', version: '' });
  const [record] = await engine.evaluate([step], outputArrays(output), Number.POSITIVE_INFINITY, options);
  return { dtype: 'float64', shape: step.shape, data: Float64Array.from(record.values) };
}
