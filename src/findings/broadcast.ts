import { type PairOutput, withArrays } from '../explain/variants.js';
import type { StepInfo } from '../expr/kinds.js';
import { shapeText, sizeOf } from '../tensor/ndarray.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';

const STRETCHED = new Set<StepInfo['id']>(['broadcast-y-true', 'broadcast-y-pred']);

interface Data {
  /** Shapes. */
  readonly y_true: string;
  readonly y_pred: string;
  readonly to: string;
  readonly value: number;
  /** With y_true in the shape of y_pred, where that can be. */
  readonly matched?: number;
}

export const broadcast = defineFinding<Data>({
  code: 'broadcast',
  severity: 'warning',
  symptom: 'The loss is near the variance of the targets and does not fall, or training goes nowhere.',
  cause:
    'y_true and y_pred have different shapes, and they are stretched over each other: every target ' +
    'meets several predictions.',
  change: 'Give both the same shape: y_true.reshape(y_pred.shape).',
  frameworks:
    'PyTorch (some losses warn, others are silent); Keras, where a loss is called directly; all where only ' +
    'the last axis differs',
  message: (d) =>
    `y_true ${d.y_true} and y_pred ${d.y_pred} do not match and are stretched to ${d.to}: every number ` +
    'is used with several of the other ' +
    `array.${
      d.matched === undefined
        ? ''
        : ` The loss is ${shortText(d.value)}; with y_true in the shape of y_pred it is ` +
          `${shortText(d.matched)}.`
    }`,
  async *find(context) {
    for (const { output, yTrue, yPred, nodes } of context.outputs) {
      const step = nodes.find((e) => e.node.kind === 'step' && STRETCHED.has(e.node.step.id));
      if (step?.node.kind !== 'step') continue;
      const reshaped = (o: PairOutput) =>
        o.name === output.name ? { yTrue: { ...o.yTrue, shape: yPred.shape } } : {};
      const matched =
        sizeOf(yTrue.shape) === sizeOf(yPred.shape)
          ? await context.rerun(`${output.name}: matched`, () => withArrays(context.audit, reshaped), 'aside')
          : undefined;
      const data = {
        y_true: shapeText(yTrue.shape),
        y_pred: shapeText(yPred.shape),
        to: shapeText(step.shape),
        value: context.report.total,
        matched: matched?.total,
      };
      yield { data, output: output.name, step: step.node.step.id };
    }
  },
});
