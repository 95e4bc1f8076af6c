import type { Audit } from '../audit/audit.js';
import { classAxisOf } from '../explain/roles.js';
import { paramsWith, withOutputs } from '../explain/variants.js';
import type { Expr } from '../expr/node.js';
import { shortText } from '../text/sentence.js';
import { defineFinding } from './finding.js';
import type { OutputView } from './views.js';

interface Data {
  readonly smoothing: number;
  readonly divisor: number;
  readonly classes: number;
  /** The axis of the classes, from 0; left out where it is the last. */
  readonly axis?: number;
  /** The axis whose length it is; left out where several are as long. */
  readonly counted?: number;
  /** What a smoothed row of a one-hot target adds up to. */
  readonly sum: number;
  /** The loss of this output, were it divided by the number of classes. */
  readonly value?: number;
}

export const smoothingAxis = defineFinding<Data>({
  code: 'smoothing-axis',
  severity: 'warning',
  symptom: 'With label smoothing the loss of sequences is not that of the same rows one by one.',
  cause:
    'Smoothing spreads over as many classes as one fixed axis is long: axis 1 (TensorFlow.js, Keras 2.3), ' +
    'or the last one (Keras 2.4 – 2.13 and 3). Where the classes lie along another, the smoothed targets ' +
    'do not add up to 1.',
  change:
    'Move the classes to the axis that is counted ([N · T, C] fits every version), or smooth the targets ' +
    'yourself.',
  frameworks: 'TensorFlow.js; Keras 2.3 – 2.13, 3',
  message: (d, { loss }) => {
    const counted = d.counted === undefined ? 'another axis' : `axis ${d.counted}`;
    const classes = `the ${d.classes} classes${d.axis === undefined ? '' : ` of axis ${d.axis}`}`;
    const right = d.value === undefined ? '' : ` Divided by ${d.classes} the loss is ${shortText(d.value)}.`;
    return (
      `${loss.paramOf('smoothing')?.name} ${d.smoothing} is divided by ${d.divisor}, the length of ` +
      `${counted}, not by ${classes}: a one-hot row adds up to ${shortText(d.sum)} when it is ` +
      `smoothed.${right}`
    );
  },
  async *find(context) {
    for (const view of context.outputs) {
      const { output, loss, yTrue, yPred, nodes, smoothing, classesLast } = view;
      const axis = classAxisOf(output);
      if (smoothing === 0 || loss.targets !== 'distribution' || axis === undefined) continue;
      const step = nodes.find((e) => e.node.kind === 'step' && e.node.step.id === 'label-smoothing');
      const divisor = step && spreadOver(step.args[0]!);
      const classes = yPred.shape[axis] ?? 1;
      if (divisor === undefined || divisor === classes) continue;
      const sum = 1 - smoothing + (smoothing * classes) / divisor;
      const right = await context.rerun(
        `${output.name} smoothed over its classes`,
        () => smoothedOver(context.audit, view, classes),
        'aside',
      );
      const long = yTrue.shape.flatMap((n, i) => (n === divisor && i > 0 && i !== axis ? [i] : []));
      const counted = long.length === 1 ? long[0] : undefined;
      const value = right?.outputs.find((o) => o.name === output.name)?.value;
      yield {
        data: { smoothing, divisor, classes, axis: classesLast ? undefined : axis, counted, sum, value },
        output: output.name,
        step: 'label-smoothing',
      };
    }
  },
});

/** The audit with the targets of an output smoothed beforehand. */
function smoothedOver(audit: Audit, { output, smoothing }: OutputView, classes: number): Audit {
  return withOutputs(audit, (other) => {
    if (other.name !== output.name) return {};
    const { shape, data: given } = other.yTrue;
    const data = Float64Array.from(given, (t) => Number(t) * (1 - smoothing) + smoothing / classes);
    return { yTrue: { dtype: 'float64', shape, data }, params: paramsWith(other, 'smoothing', 0) };
  });
}

/** The n of `t · (1 − a) + a / n`. */
function spreadOver({ args: [, shift] }: Expr): number | undefined {
  const by = shift?.node.kind === 'map' && shift.node.op === 'div' ? shift.args[1]?.node : undefined;
  return by?.kind === 'const' ? by.value : undefined;
}
