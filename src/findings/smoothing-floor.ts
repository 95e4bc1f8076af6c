import type { Audit } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import { outputArrays } from '../audit/graph.js';
import { referenceEngine } from '../engines/reference/engine.js';
import { paramsWith, withArrays, withParams, withSettings } from '../explain/variants.js';
import { topological } from '../expr/walk.js';
import { flatten } from '../report/audit/model.js';
import type { NdArray } from '../tensor/ndarray.js';
import { near } from '../tensor/near.js';
import { shortText, some } from '../text/sentence.js';
import type { CheckContext } from './context.js';
import { defineFinding } from './finding.js';
import { requireValues } from './stand-ins.js';
import type { OutputView } from './views.js';

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
  symptom:
    'The loss will not fall below a floor: 0.198515 for two classes and label_smoothing 0.1, 0.500288 ' +
    'for ten.',
  cause:
    'Smoothed targets are no certainties: even the best prediction, equal to them, costs their ' +
    'entropy. More training cannot lower it.',
  change: 'Compare with the floor, or evaluate without label_smoothing.',
  frameworks: 'all with label_smoothing',
  message: (d, { loss }) =>
    `With ${loss.paramOf('smoothing')?.name} ${d.smoothing} no prediction costs less than ` +
    `${shortText(d.floor)} here; ${some(d.samples, 'sample')} ${d.samples === 1 ? 'stands' : 'stand'} ` +
    'at this floor.',
  async *find(context) {
    for (const view of context.outputs) {
      const { output, loss, smoothing } = view;
      // A loss of logits alone has no predictions that are equal to its targets.
      const logitsAlone = output.use.value('logits') === true && !loss.paramOf('logits');
      if (smoothing === 0 || loss.predictions === 'any' || logitsAlone) continue;
      requireValues(context.audit);
      const targets = await smoothed(view, context);
      if (!targets) continue;
      const best = await context.rerun(`${output.name}: best under smoothing`, () =>
        predicting(context.audit, output.name, targets),
      );
      const at = context.report.outputs.findIndex((o) => o.name === output.name);
      if (!best) continue;
      const floors = flatten(best.outputs[at]!.per_sample);
      const scores = flatten(context.report.outputs[at]!.per_sample);
      const samples = scores.filter((x, i) => floors[i]! > 0 && near(x, floors[i]!, NEAR)).length;
      if (samples > 0)
        yield {
          data: { smoothing, floor: best.outputs[at]!.value, samples },
          output: output.name,
        };
    }
  },
});

/** The audit with these probabilities as an output's predictions: no activation is left to come. */
function predicting(audit: Audit, name: string, yPred: NdArray): Audit {
  const predicted = withArrays(audit, (o) => (o.name === name ? { yPred } : {}));
  const probable = withParams(predicted, (o) =>
    o.name === name ? paramsWith(o, 'logits', false) : o.params,
  );
  return withSettings(probable, { activation: undefined });
}

/** The targets as the loss sees them: what the step says, not a second formula. */
async function smoothed(
  { output }: OutputView,
  { audit, options }: CheckContext,
): Promise<NdArray | undefined> {
  const graph = graphFor(audit, output);
  const step = topological([graph.value]).find(
    (e) => e.node.kind === 'step' && e.node.step.id === 'label-smoothing',
  );
  if (!step) return undefined;
  const engine = referenceEngine({ dtype: 'float64', version: '' });
  const [record] = await engine.evaluate([step], outputArrays(output), Number.POSITIVE_INFINITY, options);
  return { dtype: 'float64', shape: step.shape, data: Float64Array.from(record!.values) };
}
