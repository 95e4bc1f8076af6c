import { type OutputChange, type PairOutput, withOutputs } from '../explain/variants.js';
import { shapeText } from '../tensor/ndarray.js';
import { defineFinding, short } from './finding.js';

export const broadcast = defineFinding({
  code: 'broadcast',
  severity: 'warning',
  symptom: 'The loss is near the variance of the targets and does not fall, or training goes nowhere.',
  cause:
    'y_true and y_pred have different shapes, and they are stretched over each other: every target meets several predictions.',
  change: 'Give both the same shape: y_true.reshape(y_pred.shape).',
  frameworks: 'Keras, where a loss is called directly; all where only the last axis differs',
  message: (d) =>
    `y_true ${d.y_true} and y_pred ${d.y_pred} do not match and are stretched to ${d.to}: every number is used with several of the other array.${d.matched === undefined ? '' : ` The loss is ${short(d.value)}; with y_true in the shape of y_pred it is ${short(d.matched)}.`}`,
  *find(context) {
    for (const { output, nodes } of context.outputs) {
      const step = nodes.find((e) => e.node.kind === 'step' && e.node.step.id.startsWith('broadcast-'));
      if (step?.node.kind !== 'step') continue;
      const { yTrue, yPred } = output;
      const reshaped = (o: PairOutput): OutputChange =>
        o.name === output.name ? { yTrue: { ...yTrue, shape: yPred.shape } } : {};
      const matched =
        yTrue.data.length === yPred.data.length
          ? context.rerun(`${output.name}: matched`, () => withOutputs(context.audit, reshaped))
          : undefined;
      const data = {
        y_true: shapeText(yTrue.shape),
        y_pred: shapeText(yPred.shape),
        to: shapeText(step.shape),
        value: context.report.total,
        ...(matched ? { matched: matched.total } : {}),
      };
      yield { data, output: output.name, step: step.node.step.id };
    }
  },
});
