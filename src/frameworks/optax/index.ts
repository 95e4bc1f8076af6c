/** optax 0.0.9 – 0.2.8: losses that give arrays, and what callers make of them. */

import { PLAIN_LOOPS } from '../../loops/plain.js';
import { defineFramework } from '../define-framework.js';
import { KNOWN } from '../known.js';
import type { OptaxLoss } from './define-loss.js';
import { binaryDiceLoss } from './losses/binary-dice-loss.js';
import { cosineDistance } from './losses/cosine-distance.js';
import { cosineSimilarity } from './losses/cosine-similarity.js';
import { ctcLoss } from './losses/ctc-loss.js';
import { diceLoss } from './losses/dice-loss.js';
import { generalizedKlDivergence } from './losses/generalized-kl-divergence.js';
import { hingeLoss } from './losses/hinge-loss.js';
import { huberLoss } from './losses/huber-loss.js';
import { klDivergence } from './losses/kl-divergence.js';
import { klDivergenceWithLogTargets } from './losses/kl-divergence-with-log-targets.js';
import { l2Loss } from './losses/l2-loss.js';
import { logCosh } from './losses/log-cosh.js';
import { makeFenchelYoungLoss } from './losses/make-fenchel-young-loss.js';
import { multiclassGeneralizedDiceLoss } from './losses/multiclass-generalized-dice-loss.js';
import { multiclassHingeLoss } from './losses/multiclass-hinge-loss.js';
import { multiclassPerceptronLoss } from './losses/multiclass-perceptron-loss.js';
import { multiclassSparsemaxLoss } from './losses/multiclass-sparsemax-loss.js';
import { ntxent } from './losses/ntxent.js';
import { perceptronLoss } from './losses/perceptron-loss.js';
import { polyLossCrossEntropy } from './losses/poly-loss-cross-entropy.js';
import { rankingSoftmaxLoss } from './losses/ranking-softmax-loss.js';
import { safeSoftmaxCrossEntropy } from './losses/safe-softmax-cross-entropy.js';
import { sigmoidBinaryCrossEntropy } from './losses/sigmoid-binary-cross-entropy.js';
import { sigmoidFocalLoss } from './losses/sigmoid-focal-loss.js';
import { softmaxCrossEntropy } from './losses/softmax-cross-entropy.js';
import { softmaxCrossEntropyWithIntegerLabels } from './losses/softmax-cross-entropy-with-integer-labels.js';
import { sparsemaxLoss } from './losses/sparsemax-loss.js';
import { squaredError } from './losses/squared-error.js';
import { tripletMarginLoss } from './losses/triplet-margin-loss.js';
import { optaxObjective, optaxRows } from './objective.js';
import { REDUCTIONS, reductionNamed } from './reduce.js';

const LOSSES: readonly OptaxLoss[] = [
  squaredError,
  l2Loss,
  huberLoss,
  logCosh,
  cosineSimilarity,
  cosineDistance,
  sigmoidBinaryCrossEntropy,
  sigmoidFocalLoss,
  softmaxCrossEntropy,
  softmaxCrossEntropyWithIntegerLabels,
  safeSoftmaxCrossEntropy,
  polyLossCrossEntropy,
  hingeLoss,
  perceptronLoss,
  sparsemaxLoss,
  multiclassHingeLoss,
  multiclassPerceptronLoss,
  multiclassSparsemaxLoss,
  klDivergence,
  klDivergenceWithLogTargets,
  generalizedKlDivergence,
  ctcLoss,
  tripletMarginLoss,
  rankingSoftmaxLoss,
  diceLoss,
  binaryDiceLoss,
  multiclassGeneralizedDiceLoss,
  ntxent,
  makeFenchelYoungLoss,
];

export const optax = defineFramework({
  ...KNOWN.optax,
  // 0.2.8 was run; the sources of the others were read.
  versions: [
    '0.0.9',
    '0.1.0',
    '0.1.3',
    '0.1.4',
    '0.1.5',
    '0.1.7',
    '0.1.8',
    '0.1.9',
    '0.2.0',
    '0.2.2',
    '0.2.3',
    '0.2.4',
    '0.2.5',
    '0.2.6',
    '0.2.7',
    '0.2.8',
  ],
  means: {},
  dividesByWeights: 'jnp.average',
  losses: LOSSES,
  others: {},
  // One file before 0.1.8.
  source: ({ source = '_classification' }, version) =>
    version.atLeast('0.1.8') ? `optax/losses/${source}.py` : 'optax/_src/loss.py',
  policies: [{ versions: '0.0.9-0.2', reductions: REDUCTIONS }],
  dtype: 'float32',
  dtypeOfArrays: true,
  slots: {
    mask: {
      optional: true,
      holds: 'yes or no',
      aliases: ['where'],
      along: 'elements',
      reduction: 'jnp.mean(where)',
    },
    sample_weight: { optional: true, aliases: ['weights'], along: 'elements' },
  },
  settings: () => ({}),
  params: (_, { accepts = {} }) => accepts,
  reduction: (value) => reductionNamed(value),
  rows: (_loss, _values, shapes, _settings, inBatches) => optaxRows(shapes, inBatches),
  objective: optaxObjective,
  loop: () => PLAIN_LOOPS[0]!,
});
