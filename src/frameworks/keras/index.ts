/** Keras 2.0 – 3.15. A loss is one line in LOSSES, a rule range one line in policy.ts. */

import { kerasProgress } from '../../loops/keras/progbar.js';
import { kerasLoop } from '../../loops/keras/rules.js';
import { defineFramework } from '../define-framework.js';
import type { KerasLoss } from './define-loss.js';
import { binaryCrossentropy } from './losses/binary-crossentropy.js';
import { categoricalCrossentropy } from './losses/categorical-crossentropy.js';
import { cosineSimilarity } from './losses/cosine-similarity.js';
import { hinge } from './losses/hinge.js';
import { huber } from './losses/huber.js';
import { klDivergence } from './losses/kl-divergence.js';
import { meanAbsoluteError } from './losses/mean-absolute-error.js';
import { meanSquaredError } from './losses/mean-squared-error.js';
import { sparseCategoricalCrossentropy } from './losses/sparse-categorical-crossentropy.js';
import { kerasObjective } from './objective.js';
import { OTHER_LOSSES } from './other-losses.js';
import { POLICIES } from './policy.js';
import { kerasArithmetic, kerasOpenName, kerasParams, kerasRows } from './settle.js';
import { kerasIn, tensorflowOf } from './tensorflow.js';

const LOSSES: readonly KerasLoss[] = [
  meanSquaredError,
  meanAbsoluteError,
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
  huber,
  hinge,
  klDivergence,
  cosineSimilarity,
];

export const keras = defineFramework({
  name: 'keras',
  title: 'Keras',
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
  prefix: /^(?:tf\.)?(?:keras\.)?(?:losses\.)?/,
  losses: LOSSES,
  others: OTHER_LOSSES,
  policies: POLICIES,
  dtype: 'float32',
  slots: {
    mask: { optional: true, holds: 'yes or no' },
    sample_weight: { optional: true, scalar: true },
    class_weight: { optional: true, holds: 'class table' },
  },
  settings: (version) => ({
    backend: version.atLeast('3.0') ? ['tensorflow', 'torch', 'jax'] : ['tensorflow'],
    mode: ['graph', 'eager'],
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
  carriers: { tensorflow: kerasIn },
  carried: tensorflowOf,
});
