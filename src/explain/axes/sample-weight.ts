/** What else may be done with weights of samples. */
import type { NdArray } from '../../tensor/ndarray.js';
import { type ArrayRule, axisOf } from '../array-rules.js';
import { mapped, sumOf } from '../derive.js';
import { elementWeights, rowMeans, spread, turned, withElementWeights } from '../element-weights.js';
import type { PairOutput } from '../variants.js';

interface Way {
  readonly to: string;
  readonly cost: number;
  readonly sentence: string;
  /** Undefined: without weights; the same array where there is nothing to do. */
  readonly of: (weights: NdArray, output: PairOutput) => NdArray | undefined;
}

const scaled = (name: string, by: (w: NdArray) => number) => (w: NdArray) => {
  const factor = by(w);
  return mapped(w, name, (x) => x * factor);
};

const WAYS: readonly Way[] = [
  { to: 'left out', cost: 3, sentence: 'the sample weights are left out', of: () => undefined },
  {
    to: 'squared',
    cost: 5,
    sentence: 'the sample weights count twice (squared)',
    of: (w) => mapped(w, 'squared', (x) => x * x),
  },
  {
    to: 'normalised to a sum of 1',
    cost: 5,
    sentence: 'the sample weights are divided by their sum first',
    of: scaled('sum 1', (w) => 1 / sumOf(w)),
  },
  {
    to: 'normalised to a mean of 1',
    cost: 5,
    sentence: 'the sample weights are divided by their mean first',
    of: scaled('mean 1', (w) => w.data.length / sumOf(w)),
  },
  {
    to: 'their mean for all',
    cost: 5,
    sentence: 'the mean of the sample weights multiplies the mean loss: each sample weighs the same',
    of: (w) => {
      const mean = sumOf(w) / w.data.length;
      return mapped(w, 'mean', () => mean);
    },
  },
  {
    to: '0 or 1',
    cost: 6,
    sentence: 'the sample weights count as 0 or 1',
    of: (w) => mapped(w, 'binary', (x) => (x === 0 ? 0 : 1)),
  },
  {
    to: 'one for each timestep',
    cost: 5,
    sentence: 'the weight of a sample is that of each of its timesteps',
    of: (w, { yPred }) =>
      w.shape.length === 1 && yPred.shape.length > 2 ? spread(w, yPred.shape.slice(0, 2)) : w,
  },
  {
    to: 'one for each row',
    cost: 6,
    sentence: 'the weight of a sample is the mean of those of its timesteps',
    of: (w) => (w.shape.length > 1 && w.data.length > w.shape[0]! ? rowMeans(w) : w),
  },
  {
    to: 'along the other axis',
    cost: 6,
    sentence: 'the sample weights lie along the other axis',
    of: (w, { yPred }) => turned(w, yPred.shape),
  },
  {
    to: 'square roots',
    cost: 7,
    sentence: 'the square roots of the sample weights are used',
    of: (w) => mapped(w, 'root', Math.sqrt),
  },
  {
    to: 'reciprocals',
    cost: 7,
    sentence: 'the sample weights divide instead of multiplying',
    of: (w) => mapped(w, 'reciprocal', (x) => 1 / x),
  },
];

export const sampleWeight = axisOf('sample_weight', 'sample_weight', 'weights', () =>
  WAYS.map(
    ({ to, cost, sentence, of }): ArrayRule => ({
      to,
      sentence,
      cost: (o) => (elementWeights(o) ? cost : undefined),
      of: (o) => {
        const weights = elementWeights(o)?.array;
        return weights && withElementWeights(o, of(weights, o));
      },
    }),
  ),
);
