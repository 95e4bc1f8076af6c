/** tf.losses of TensorFlow.js (tfjs-core, ops/losses). A loss is one line in LOSSES. */

import { constant } from '../../expr/node.js';
import { PLAIN_LOOPS } from '../../loops/plain.js';
import { activated } from '../align.js';
import { defineFramework } from '../define-framework.js';
import { KNOWN } from '../known.js';
import { countedIn } from '../reduce.js';
import type { WeightedLoss } from '../tf-losses.js';
import {
  computeWeightedLoss as reduceWeighted,
  requireSameShape,
  total,
  WEIGHTED_REDUCTIONS,
  WEIGHTS,
  type WeightedRules,
  weightRows,
} from '../weighted.js';
import { absoluteDifference } from './losses/absolute-difference.js';
import { computeWeightedLoss } from './losses/compute-weighted-loss.js';
import { cosineDistance } from './losses/cosine-distance.js';
import { hingeLoss } from './losses/hinge-loss.js';
import { huberLoss } from './losses/huber-loss.js';
import { logLoss } from './losses/log-loss.js';
import { meanSquaredError } from './losses/mean-squared-error.js';
import { sigmoidCrossEntropy } from './losses/sigmoid-cross-entropy.js';
import { softmaxCrossEntropy } from './losses/softmax-cross-entropy.js';

const LOSSES: readonly WeightedLoss[] = [
  absoluteDifference,
  meanSquaredError,
  huberLoss,
  logLoss,
  hingeLoss,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  cosineDistance,
  computeWeightedLoss,
];

/** `tf.Reduction` is an enum of numbers. */
const REDUCTIONS = ['NONE', 'MEAN', 'SUM', 'SUM_BY_NONZERO_WEIGHTS'];

/** Nothing is guarded: a quotient by 0 is NaN or infinite (compute_weighted_loss.ts). */
const RULES: WeightedRules = {
  order: 'doubles',
  divide: (a, b) => a.div(b),
  mean(weighted, { losses, weights }) {
    if (!weights)
      return weighted.div(losses.size).sum(undefined, { counted: countedIn(losses.rank), order: 'doubles' });
    const mean = total(weighted, RULES).div(
      weights.sum(undefined, { counted: 'the sum of the weights', order: 'doubles' }),
    );
    // A weight that meets several losses counts once for each of them.
    const factor = losses.size / weights.size;
    return factor > 1 ? mean.div(constant(factor)) : mean;
  },
};

/** `huberLoss`: huber_loss. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export const tfjs = defineFramework({
  ...KNOWN.tfjs,
  versions: ['4.22.0'],
  means: {},
  losses: LOSSES,
  others: {},
  source: ({ name }) => `@tensorflow/tfjs-core/dist/ops/losses/${snake(name)}.js`,
  policies: [{ versions: '0.13-4.22', reductions: WEIGHTED_REDUCTIONS }],
  dividesByWeights: 'tf.Reduction.MEAN',
  dtype: 'float32',
  slots: WEIGHTS,
  activations: ['sigmoid', 'softmax'],
  settings: () => ({}),
  reduction: (value) => {
    const named = typeof value === 'string' ? value.replace(/^(?:tf\.)?Reduction\./, '') : value;
    return typeof named === 'number' ? REDUCTIONS[named] : named;
  },
  rows: ({ drops = 0 }, _, shapes, __, inBatches) =>
    weightRows((shapes.y_pred?.length ?? 0) - drops, shapes, inBatches),
  objective({ arrays, trace }, loss, { title }, { values, reduction, activation }) {
    const { y_true: yTrue, sample_weight: weights } = arrays;
    const yPred = activated(arrays.y_pred ?? constant(0), activation, trace);
    if (yTrue) requireSameShape(yTrue, yPred, title, loss.name);
    const losses = loss.score({ yTrue: yTrue ?? yPred, yPred, params: values, trace });
    const score = trace.step('score', `${loss.name} of each sample, before weights`, losses);
    return reduceWeighted({ losses: score, weights, trace }, reduction, title, RULES);
  },
  loop: () => PLAIN_LOOPS[0]!,
});
