import type { Expr } from '../expr/node.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';

interface Data {
  readonly smoothing: number;
  readonly divisor: number;
  readonly classes: number;
  /** What a smoothed row of a one-hot target adds up to. */
  readonly sum: number;
}

export const smoothingAxis = defineFinding<Data>({
  code: 'smoothing-axis',
  severity: 'warning',
  symptom: 'With label smoothing the loss of sequences is not that of the same rows one by one.',
  cause:
    'Smoothing spreads over as many classes as axis 1 is long. Of sequences [N, T, C] that are the ' +
    'timesteps, and the smoothed targets do not add up to 1.',
  change: 'Reshape to [N · T, C] before the loss, or smooth the targets yourself.',
  frameworks: 'TensorFlow.js; Keras 2.3',
  message: (d, { loss }) =>
    `${loss.paramOf('smoothing')?.name} ${d.smoothing} is divided by ${d.divisor}, the length of axis 1, ` +
    `not by the ${d.classes} classes: a one-hot row adds up to ${shortText(d.sum)} when it is smoothed.`,
  *find(context) {
    for (const { output, loss, yPred, nodes, smoothing, classesLast } of context.outputs) {
      if (smoothing === 0 || loss.targets !== 'distribution' || !classesLast) continue;
      const step = nodes.find((e) => e.node.kind === 'step' && e.node.step.id === 'label-smoothing');
      const divisor = step && spreadOver(step.args[0]!);
      const classes = yPred.shape.at(-1) ?? 1;
      if (divisor === undefined || divisor === classes) continue;
      const sum = 1 - smoothing + (smoothing * classes) / divisor;
      yield {
        data: { smoothing, divisor, classes, sum },
        output: output.name,
        step: 'label-smoothing',
      };
    }
  },
});

/** The n of `t · (1 − a) + a / n`. */
function spreadOver({ args: [, shift] }: Expr): number | undefined {
  const by = shift?.node.kind === 'map' && shift.node.op === 'div' ? shift.args[1]?.node : undefined;
  return by?.kind === 'const' ? by.value : undefined;
}
