/** What else may be done with weights of classes, and those that are made of how often a class occurs. */
import type { AuditOutput } from '../../audit/audit.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { balanced, positiveWeight, vector, weightTable, withWeightTable } from '../class-weights.js';
import { mapped } from '../derive.js';
import { paramsWith } from '../variants.js';

/** Weights in the order of the classes. */
type Weights = readonly number[];

interface Way {
  readonly to: string;
  readonly cost: number;
  readonly said: string;
  readonly of: (weights: Weights) => Weights | undefined;
}

const times = (weights: Weights, factor: number) => weights.map((w) => w * factor);
const sum = (weights: Weights) => weights.reduce((a, b) => a + b, 0);

const WAYS: readonly Way[] = [
  { to: 'left out', cost: 3, said: 'are left out', of: () => undefined },
  { to: 'squared', cost: 5, said: 'count twice (squared)', of: (all) => all.map((w) => w * w) },
  { to: 'exchanged', cost: 5, said: 'are those of the other classes', of: (all) => all.toReversed() },
  {
    to: 'normalised to a mean of 1',
    cost: 5,
    said: 'are divided by their mean first',
    of: (all) => times(all, all.length / sum(all)),
  },
  {
    to: 'normalised to a sum of 1',
    cost: 5,
    said: 'are divided by their sum first',
    of: (all) => times(all, 1 / sum(all)),
  },
  {
    to: 'reciprocals',
    cost: 6,
    said: 'divide instead of multiplying',
    of: (all) => all.map((w) => 1 / w),
  },
  { to: 'square roots', cost: 7, said: 'count by their square roots', of: (all) => all.map(Math.sqrt) },
  {
    to: 'relative to the first',
    cost: 7,
    said: 'are divided by the first one',
    of: (all) => times(all, 1 / all[0]!),
  },
];

/** Of one number alone, those that do not make it 1 or leave it as it is. */
const ALONE = WAYS.filter(({ of }) => !of([2])?.some((w) => w === 1 || w === 2));

/** Weights of the positives that people set where there are none. */
const POSITIVE = [
  [2, 6],
  [3, 7],
  [5, 7],
  [10, 7],
  [0.5, 7],
] as const;

const positiveName = (outputs: readonly AuditOutput[]) =>
  `params.${outputs.flatMap((o) => o.use.info.paramOf('positive-weight')?.name ?? [])[0]}`;

export const classWeight = axisOf('class_weight', 'class_weight', 'weights', ({ outputs }) => [
  ...WAYS.map(
    ({ to, cost, said, of }): ArrayRule => ({
      to,
      sentence: `the class weights ${said}`,
      cost: (o) => (weightTable(o) ? cost : undefined),
      of: (o) => {
        const table = weightTable(o);
        return table && withWeightTable(o, to, of(table));
      },
    }),
  ),
  ...ALONE.map(
    ({ to, cost, said, of }): ArrayRule => ({
      what: positiveName(outputs),
      to,
      sentence: `the weights of the positives ${said}`,
      cost: (o) => (positiveWeight(o) ? cost : undefined),
      of: (o) => {
        const weight = positiveWeight(o);
        const made = weight && of([2]) ? mapped(weight, to, (w) => of([w])![0]!) : null;
        return weight && { params: paramsWith(o, 'positive-weight', made) };
      },
    }),
  ),
  ...POSITIVE.map(
    ([weight, cost]): ArrayRule => ({
      what: positiveName(outputs),
      to: String(weight),
      sentence: `the positives weigh ${weight}`,
      cost: (o) => (o.use.info.paramOf('positive-weight') && !positiveWeight(o) ? cost : undefined),
      of: (o) => ({ params: paramsWith(o, 'positive-weight', vector(o.yTrue, [weight])) }),
    }),
  ),
  {
    to: 'balanced',
    sentence: 'rare classes weigh more, so that all count alike',
    cost: (o) => (balanced(o) ? 6 : undefined),
    of: balanced,
  },
]);
