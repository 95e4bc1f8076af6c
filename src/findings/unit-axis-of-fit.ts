import { withSettings } from '../explain/variants.js';
import { shortText } from '../text/sentence.js';
import { close } from './context.js';
import { defineFinding } from './finding.js';

interface Data {
  /** As fit computes it. */
  readonly value: number;
  /** Of the loss called on the arrays as they are. */
  readonly called: number;
}

export const unitAxisOfFit = defineFinding<Data>({
  code: 'unit-axis-of-fit',
  severity: 'note',
  symptom: 'A Keras loss called on arrays of one axis is not the number that fit or lossaudit gives.',
  cause:
    "A model's output has an axis of units: fit sees [N, 1], and every sample has a score of its own. " +
    'Called on arrays [N], the loss takes the samples for the units of one sample: one score, which ' +
    'weights only multiply, and over which cosine similarity or softmax are taken.',
  change:
    'Say how the number was made: "mode": "eager" for a loss called on the arrays; or save them as [N, 1].',
  frameworks: 'Keras',
  message: (d) =>
    `y_pred has one axis and is taken as a model's output [N, 1], as fit does: ${shortText(d.value)}. The ` +
    `loss called on these arrays as they are gives ${shortText(d.called)}: "mode": "eager".`,
  async *find(context) {
    const { audit } = context;
    for (const [i, { output, nodes, report }] of context.every.entries()) {
      if (!nodes.some((e) => e.node.kind === 'step' && e.node.step.id === 'y-pred-unit-axis')) continue;
      const whole = await context.rerun('called directly', () => withSettings(audit, { mode: 'eager' }));
      const called = whole?.outputs[i]?.value;
      const value = report.value as number;
      if (typeof called !== 'number' || close(called, value) || Object.is(called, value)) continue;
      yield { data: { value, called }, output: output.name, step: 'y-pred-unit-axis' };
    }
  },
});
