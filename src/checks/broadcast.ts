import { shapeText } from '../tensor/ndarray.js';
import { defineFinding } from './finding.js';

export const broadcast = defineFinding({
  code: 'broadcast',
  severity: 'warning',
  symptom: 'The loss is near the variance of the targets and does not fall, or training goes nowhere.',
  cause:
    'y_true and y_pred have different shapes, and one is stretched over the other: every target meets several predictions.',
  change: 'Give both the same shape: y_true.reshape(y_pred.shape).',
  frameworks: 'Keras 2.4 and later',
  message: (d) => `${d.name} of shape ${d.from} is stretched to ${d.to}: each of its numbers is used ${d.times} times.`,
  *find({ outputs }) {
    for (const { output, nodes } of outputs) {
      for (const e of nodes) {
        if (e.node.kind !== 'step' || !e.node.step.id.startsWith('broadcast-')) continue;
        const from = e.args[0].args[0];
        const data = {
          name: e.node.step.symbol,
          from: shapeText(from.shape),
          to: shapeText(e.shape),
          times: e.size / Math.max(1, from.size),
        };
        yield { data, output: output.name, step: e.node.step.id };
      }
    }
  },
});
