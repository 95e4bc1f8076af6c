/** Targets that were smoothed before the loss saw them: a loss without a parameter for it. */
import { type ArrayRule, axisOf } from '../array-rules.js';
import { mapped } from '../derive.js';
import { classesOf, isBinary, isOneHot } from '../facts.js';
import { activationOf, classAxisOf } from '../roles.js';
import type { PairOutput } from '../variants.js';

const AMOUNTS = [
  [0.1, 5],
  [0.05, 6],
  [0.2, 6],
] as const;

export const labelSmoothing = axisOf('label smoothing', 'y_true', 'labels', () =>
  AMOUNTS.map(
    ([amount, cost]): ArrayRule => ({
      to: `smoothed by ${amount}`,
      sentence: `the targets are smoothed by ${amount} before`,
      cost: (o) => classCount(o) && cost,
      of: (o) => {
        const classes = classCount(o);
        if (classes === undefined) return undefined;
        const smooth = (y: number) => y * (1 - amount) + amount / classes;
        return { yTrue: mapped(o.yTrue, `smoothed by ${amount} over ${classes}`, smooth) };
      },
    }),
  ),
);

/** Over how many; undefined where the loss smooths itself, or targets are no classes. */
function classCount(o: PairOutput): number | undefined {
  if (o.use.value('smoothing') !== undefined || o.use.info.classIndices) return undefined;
  if (activationOf(o) === 'softmax') return isOneHot(o, classAxisOf(o)) ? classesOf(o) : undefined;
  return activationOf(o) === 'sigmoid' && isBinary(o.yTrue) ? 2 : undefined;
}
