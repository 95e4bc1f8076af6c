/** What else may be done with weights of classes, and those that are made of how often a class occurs. */
import type { Axis, Change } from '../axis.js';
import { balanced, positiveWeight, weightTable, withWeightTable } from '../class-weights.js';
import { mapped } from '../derive.js';
import { type OutputChange, type PairOutput, pairOf, paramsWith, withOutputs } from '../variants.js';

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

export const classWeight: Axis = {
  name: 'class_weight',
  *changes({ audit }) {
    const outputs = audit.outputs.flatMap((o) => pairOf(o) ?? []);
    if (outputs.some(weightTable))
      for (const { to, cost, said, of } of WAYS)
        yield change(to, cost, `the class weights ${said}`, (o) => {
          const table = weightTable(o);
          return table ? withWeightTable(o, to, of(table)) : {};
        });
    else if (outputs.some(positiveWeight))
      for (const { to, cost, said, of } of ALONE)
        yield change(to, cost, `the weights of the positives ${said}`, (o) => {
          const weight = positiveWeight(o);
          const made = weight && of([2]) ? mapped(weight, to, (w) => of([w])![0]!) : null;
          return weight ? { params: paramsWith(o, 'positive-weight', made) } : {};
        });
    if (outputs.some(balanced))
      yield change(
        'balanced',
        6,
        'rare classes weigh more, so that all count alike',
        (o) => balanced(o) ?? {},
      );
  },
};

function change(to: string, cost: number, sentence: string, make: (o: PairOutput) => OutputChange): Change {
  return {
    what: 'class_weight',
    from: 'as given',
    to,
    family: 'weights',
    cost,
    sentence,
    apply: (c) => ({ ...c, audit: withOutputs(c.audit, make) }),
  };
}
