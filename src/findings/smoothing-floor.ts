import { graphFor } from '../audit/batch.js';
import { outputArrays } from '../audit/graph.js';
import { referenceEngine } from '../engines/reference/engine.js';
import { withOutputs } from '../explain/variants.js';
import { topological } from '../expr/walk.js';
import { flatten } from '../report/audit/model.js';
import type { NdArray } from '../tensor/ndarray.js';
import type { CheckContext, OutputView } from './context.js';
import { defineFinding, short, some } from './finding.js';

/** How near the floor counts as on it. */
const NEAR = 1e-3;

export const smoothingFloor = defineFinding({
  code: 'smoothing-floor',
  severity: 'note',
  symptom: 'The loss will not fall below a floor: 0.198515 for two classes and label_smoothing 0.1, 0.500288 for ten.',
  cause:
    'Smoothed targets are no certainties: even the best prediction, equal to them, costs their entropy. More training cannot lower it.',
  change: 'Compare with the floor, or evaluate without label_smoothing.',
  frameworks: 'all with label_smoothing',
  message: (d) =>
    `With label_smoothing ${d.smoothing} no prediction costs less than ${short(d.floor)} here; ${some(d.samples, 'sample')} ${d.samples === 1 ? 'stands' : 'stand'} at this floor.`,
  *find(context) {
    for (const view of context.outputs) {
      const { output } = view;
      if (!view.nodes.some((e) => e.node.kind === 'step' && e.node.step.id === 'label-smoothing')) continue;
      const best = context.rerun(`${output.name}: best under smoothing`, () => {
        const yPred = smoothed(view, context);
        return withOutputs(context.audit, (o) =>
          o.name === output.name ? { yPred, params: { ...o.params, from_logits: false } } : {},
        );
      });
      const at = context.report.outputs.findIndex((o) => o.name === output.name);
      if (!best) continue;
      const floors = flatten(best.outputs[at].per_sample);
      const scores = flatten(context.report.outputs[at].per_sample);
      const samples = scores.filter((x, i) => floors[i] > 0 && Math.abs(x - floors[i]) <= NEAR * floors[i]).length;
      if (samples > 0)
        yield {
          data: { smoothing: output.params.label_smoothing, floor: best.outputs[at].value, samples },
          output: output.name,
        };
    }
  },
});

/** The targets as the loss sees them: what the step says, not a second formula. */
function smoothed({ output }: OutputView, { audit }: CheckContext): NdArray {
  const graph = graphFor(audit, output);
  const step = topological([graph.value]).find((e) => e.node.kind === 'step' && e.node.step.id === 'label-smoothing');
  if (!step) throw new Error('a graph with label smoothing has the step');
  const engine = referenceEngine({ dtype: 'float64', version: '' });
  const [record] = engine.evaluate([step], outputArrays(output), Number.POSITIVE_INFINITY);
  return { dtype: 'float64', shape: step.shape, data: Float64Array.from(record.values) };
}
