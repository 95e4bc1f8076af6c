/** tf.compat.v1.losses (tensorflow, ops/losses/losses_impl.py). A loss is one line in LOSSES. */

import { constant, type Expr } from '../../expr/node.js';
import { PLAIN_LOOPS } from '../../loops/plain.js';
import { activated } from '../align.js';
import { defineFramework } from '../define-framework.js';
import { KNOWN } from '../known.js';
import {
  byCount,
  computeWeightedLoss as reduceWeighted,
  requireSameShape,
  spread,
  total,
  WEIGHTED_REDUCTIONS,
  WEIGHTS,
  type WeightedRules,
  weigh,
  weightRows,
  weightsRefused,
} from '../weighted.js';
import type { Tf1Inputs, Tf1Loss } from './define-loss.js';
import { absoluteDifference } from './losses/absolute-difference.js';
import { computeWeightedLoss } from './losses/compute-weighted-loss.js';
import { cosineDistance } from './losses/cosine-distance.js';
import { hingeLoss } from './losses/hinge-loss.js';
import { huberLoss } from './losses/huber-loss.js';
import { logLoss } from './losses/log-loss.js';
import { meanPairwiseSquaredError } from './losses/mean-pairwise-squared-error.js';
import { meanSquaredError } from './losses/mean-squared-error.js';
import { sigmoidCrossEntropy } from './losses/sigmoid-cross-entropy.js';
import { softmaxCrossEntropy } from './losses/softmax-cross-entropy.js';
import { sparseSoftmaxCrossEntropy } from './losses/sparse-softmax-cross-entropy.js';

const LOSSES: readonly Tf1Loss[] = [
  absoluteDifference,
  meanSquaredError,
  huberLoss,
  logLoss,
  hingeLoss,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  sparseSoftmaxCrossEntropy,
  cosineDistance,
  meanPairwiseSquaredError,
  computeWeightedLoss,
];

/** The values of the constants in `tf.compat.v1.losses.Reduction`, and the one that has two names. */
const REDUCTIONS: Readonly<Record<string, string>> = {
  none: 'NONE',
  weighted_sum: 'SUM',
  weighted_mean: 'MEAN',
  weighted_sum_over_batch_size: 'SUM_OVER_BATCH_SIZE',
  weighted_sum_by_nonzero_weights: 'SUM_BY_NONZERO_WEIGHTS',
  SUM_OVER_NONZERO_WEIGHTS: 'SUM_BY_NONZERO_WEIGHTS',
};

/** Every quotient by 0 is 0. */
const RULES: WeightedRules = {
  divide: (a, b) => a.divNoNan(b),
  mean(weighted, { losses, weights }) {
    if (!weights) return byCount(weighted, losses.size, RULES);
    const counted = 'the sum of the weights';
    return total(weighted).divNoNan(spread(weights, losses).sum(undefined, { counted }));
  },
};

export const tf1 = defineFramework({
  ...KNOWN.tf1,
  versions: ['2.15.1', '2.21.0'],
  means: {},
  losses: LOSSES,
  others: {},
  source: () => 'tensorflow/python/ops/losses/losses_impl.py',
  policies: [{ versions: '1.13-2.21', reductions: [...WEIGHTED_REDUCTIONS, 'SUM_OVER_BATCH_SIZE'] }],
  dividesByWeights: 'Reduction.MEAN',
  dtype: 'float32',
  slots: WEIGHTS,
  activations: ['sigmoid', 'softmax'],
  settings: (version) => ({ mode: version.atLeast('2.0') ? ['eager', 'graph'] : ['graph', 'eager'] }),
  reduction(value) {
    if (typeof value !== 'string') return value;
    const name = value.replace(/^.*Reduction\./, '');
    return REDUCTIONS[name] ?? name;
  },
  rows: ({ drops = 0 }, _, shapes, __, inBatches) =>
    weightRows((shapes.y_pred?.length ?? 0) - drops, shapes, inBatches),
  objective({ arrays, dtype, dtypes, trace }, loss, { title }, { values, reduction, settings, activation }) {
    const yPred = activated(arrays.y_pred ?? constant(0), activation, trace);
    const { y_true: yTrue = yPred, sample_weight: weights } = arrays;
    const given = { yTrue, yPred, weights, params: values, mode: settings.mode, title, dtype, dtypes, trace };
    const inputs: Tf1Inputs = { ...given, ...loss.align?.(given) };
    if (!loss.align) requireSameShape(yTrue, yPred, title, loss.name);
    const losses = loss.score(inputs);
    requireRank(inputs.weights, loss.reduce ? yPred : losses, title);
    const score = trace.step('score', `${loss.name} of each sample, before weights`, losses);
    const weighing = { losses: score, weights: inputs.weights, trace };
    if (!loss.reduce) return reduceWeighted(weighing, reduction, title, RULES);
    const weighted = weigh(weighing);
    return { value: loss.reduce(weighted, inputs), score, perSample: weighted };
  },
  loop: () => PLAIN_LOOPS[0]!,
});

/** `assert_broadcastable` (weights_broadcast_ops.py): less than NumPy takes. */
function requireRank(weights: Expr | undefined, losses: Expr, title: string): void {
  if (!weights || weights.rank === 0) return;
  const fits = weights.shape.every((n, i) => n === 1 || n === losses.shape[i]);
  if (weights.rank === losses.rank && fits) return;
  const hint =
    'Weights are a single number, or have the rank of the losses: each axis as long, or of length 1.';
  throw weightsRefused(title, losses, weights, hint);
}
