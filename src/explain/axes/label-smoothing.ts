/** Targets that were smoothed before the loss saw them: a loss without a parameter for it. */
import { sizeOf } from '../../tensor/ndarray.js';
import type { Axis } from '../axis.js';
import { mapped } from '../derive.js';
import { type PairOutput, pairOf, withArrays } from '../variants.js';

const AMOUNTS = [
  [0.1, 5],
  [0.05, 6],
  [0.2, 6],
] as const;

export const labelSmoothing: Axis = {
  name: 'label smoothing',
  *changes({ audit }) {
    if (!audit.outputs.some((o) => classesOf(pairOf(o)) !== undefined)) return;
    for (const [amount, cost] of AMOUNTS)
      yield {
        what: 'y_true',
        from: 'as given',
        to: `smoothed by ${amount}`,
        family: 'labels',
        cost,
        sentence: `the targets are smoothed by ${amount} before`,
        apply: (c) => ({
          ...c,
          audit: withArrays(c.audit, (o) => {
            const classes = classesOf(o);
            if (classes === undefined) return {};
            const smooth = (y: number) => y * (1 - amount) + amount / classes;
            return { yTrue: mapped(o.yTrue, `smoothed by ${amount} over ${classes}`, smooth) };
          }),
        }),
      };
  },
};

/** Over how many classes; undefined where the loss smooths itself, or targets are no probabilities. */
function classesOf(output: PairOutput | undefined): number | undefined {
  if (!output || output.use.value('smoothing') !== undefined) return undefined;
  const { use, yTrue, yPred } = output;
  if (yTrue.data.length !== yPred.data.length) return undefined;
  const { targets } = use.info;
  if (targets === 'binary' || targets === 'binary-or-plus-minus-one') return 2;
  const axis = use.value('class-axis');
  return targets === 'distribution' && sizeOf(yPred.shape) > 0
    ? yPred.shape.at(typeof axis === 'number' ? axis : -1)
    : undefined;
}
