/** Keras 2.0 – 3.15. A loss is one line in LOSSES, a rule range one line in policy.ts. */

import { kerasProgress } from '../../loops/keras/progbar.js';
import { kerasLoop } from '../../loops/keras/rules.js';
import type { Version } from '../../text/version.js';
import { defineFramework } from '../define-framework.js';
import { KNOWN } from '../known.js';
import { BACKENDS, MODES } from '../settings.js';
import type { KerasLoss } from './define-loss.js';
import { binaryCrossentropy } from './losses/binary-crossentropy.js';
import { binaryFocalCrossentropy } from './losses/binary-focal-crossentropy.js';
import { categoricalCrossentropy } from './losses/categorical-crossentropy.js';
import { categoricalFocalCrossentropy } from './losses/categorical-focal-crossentropy.js';
import { categoricalGeneralizedCrossEntropy } from './losses/categorical-generalized-cross-entropy.js';
import { categoricalHinge } from './losses/categorical-hinge.js';
import { circle } from './losses/circle.js';
import { cosineSimilarity } from './losses/cosine-similarity.js';
import { ctc } from './losses/ctc.js';
import { ctcBatchCost } from './losses/ctc-batch-cost.js';
import { dice } from './losses/dice.js';
import { hinge } from './losses/hinge.js';
import { huber } from './losses/huber.js';
import { klDivergence } from './losses/kl-divergence.js';
import { logCosh } from './losses/log-cosh.js';
import { meanAbsoluteError } from './losses/mean-absolute-error.js';
import { meanAbsolutePercentageError } from './losses/mean-absolute-percentage-error.js';
import { meanSquaredError } from './losses/mean-squared-error.js';
import { meanSquaredLogarithmicError } from './losses/mean-squared-logarithmic-error.js';
import { poisson } from './losses/poisson.js';
import { sparseCategoricalCrossentropy } from './losses/sparse-categorical-crossentropy.js';
import { squaredHinge } from './losses/squared-hinge.js';
import { tversky } from './losses/tversky.js';
import { metricsOf } from './metrics.js';
import { kerasObjective } from './objective.js';
import { POLICIES } from './policy.js';
import { kerasArithmetic, kerasOpenName, kerasParams, kerasRows } from './settle.js';
import { kerasIn, tensorflowOf } from './tensorflow.js';

const LOSSES: readonly KerasLoss[] = [
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  huber,
  logCosh,
  cosineSimilarity,
  poisson,
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  sparseCategoricalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  klDivergence,
  hinge,
  squaredHinge,
  categoricalHinge,
  dice,
  tversky,
  circle,
  ctc,
  ctcBatchCost,
];

/** Up to 2.3 it is the keras package, then TensorFlow's, then the package that TensorFlow asks for. */
function kerasSource({ source }: KerasLoss, version: Version): string {
  const file = source ?? 'losses.py';
  if (version.atLeast('3.0')) return `keras/src/losses/${file}`;
  if (version.atLeast('2.13')) return `keras/src/${file}`;
  return version.within('2.4-2.5') ? `tensorflow/python/keras/${file}` : `keras/${file}`;
}

export const keras = defineFramework({
  ...KNOWN.keras,
  versions: [
    '2.2.4',
    '2.2.5',
    '2.3.1',
    '2.9.0',
    '2.10.0',
    '2.11.0',
    '2.12.0',
    '2.13.1',
    '2.14.0',
    '2.15.0',
    '3.0.5',
    '3.1.1',
    '3.2.1',
    '3.3.3',
    '3.4.1',
    '3.5.0',
    '3.6.0',
    '3.7.0',
    '3.8.0',
    '3.9.2',
    '3.10.0',
    '3.11.3',
    '3.12.0',
    '3.13.2',
    '3.14.0',
    '3.15.1',
  ],
  // formats.md
  means: { '2.2': '2.2.4', '2.3': '2.3.1', '2': '2.15.0', '3': '3.15.1' },
  dividesByWeights: 'weighted metrics and mean_with_sample_weight',
  losses: [...LOSSES, ...metricsOf(LOSSES)],
  others: {},
  policies: POLICIES,
  source: kerasSource,
  dtype: 'float32',
  outputsWithoutLoss: true,
  slots: {
    mask: { optional: true, holds: 'yes or no', along: 'rows' },
    sample_weight: { optional: true, scalar: true, along: 'rows' },
    class_weight: { optional: true, holds: 'class table' },
  },
  activations: ['sigmoid', 'softmax'],
  settings: (version) => ({
    backend: version.atLeast('3.0') ? BACKENDS : ['tensorflow'],
    mode: MODES,
  }),
  params: kerasParams,
  reduction: (value, version) => (value === null && version.atLeast('3.0') ? 'none' : value),
  open: kerasOpenName,
  arithmetic: kerasArithmetic,
  rows: kerasRows,
  objective: kerasObjective,
  loop: (version, value, { backend }, use, tensorflow) =>
    kerasLoop(version, value, { ...use, backend, tensorflow }),
  progress: kerasProgress,
  carried: (text, carrier) => (carrier === undefined ? tensorflowOf(text) : kerasIn(text)),
});
