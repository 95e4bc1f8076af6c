/** The losses of Transformers (loss/loss_utils.py), and the label smoother of its Trainer. */

import { PLAIN_LOOPS } from '../../loops/plain.js';
import { defineFramework } from '../define-framework.js';
import { KNOWN } from '../known.js';
import type { HubLoss } from './define-loss.js';
import { fixedCrossEntropy } from './losses/fixed-cross-entropy.js';
import { forCausalLmLoss } from './losses/for-causal-lm-loss.js';
import { forMaskedLmLoss } from './losses/for-masked-lm-loss.js';
import { forQuestionAnsweringLoss } from './losses/for-question-answering-loss.js';
import { forSequenceClassificationLoss } from './losses/for-sequence-classification-loss.js';
import { forTokenClassification } from './losses/for-token-classification.js';
import { labelSmoother } from './losses/label-smoother.js';
import { hubObjective } from './objective.js';

const LOSSES: readonly HubLoss[] = [
  forCausalLmLoss,
  forMaskedLmLoss,
  forTokenClassification,
  forSequenceClassificationLoss,
  forQuestionAnsweringLoss,
  fixedCrossEntropy,
  labelSmoother,
];

/** How cases and people say what num_items_in_batch decides. */
const WORDS = ['mean', 'sum/num_items'] as const;

export const huggingface = defineFramework({
  ...KNOWN.huggingface,
  // 5.23.0 was run; the sources of the others were read.
  versions: ['4.46.3', '4.57.6', '5.0.0', '5.23.0'],
  means: {},
  losses: LOSSES,
  others: {
    ...named(
      '4.46-',
      'ForSegmentation',
      'ForSegmentationLoss',
      'ForObjectDetection',
      'ForObjectDetectionLoss',
    ),
    ...named('5.1-', 'ForSemanticSegmentation', 'ForSemanticSegmentationLoss', 'ForCTC', 'ForCTCLoss'),
  },
  policies: [{ versions: '4.46-5.23', reductions: WORDS }],
  source: ({ name }) =>
    name === labelSmoother.name ? 'transformers/trainer_pt_utils.py' : 'transformers/loss/loss_utils.py',
  dtype: 'float32',
  slots: {},
  settings: () => ({}),
  // There is no such argument: the count of items decides.
  reduction: (value, _, { num_items_in_batch: items }) =>
    ['mean', 'sum/num_items', 'sum', 'own', 'default'].includes(String(value))
      ? WORDS[items === undefined || items === null ? 0 : 1]
      : value,
  rows: (_, __, { y_pred = [], ...others }, ___, inBatches) =>
    inBatches || (y_pred.length > 1 && Object.values(others).every(([rows]) => rows === y_pred[0]))
      ? {}
      : 'whole',
  objective: hubObjective,
  loop: () => PLAIN_LOOPS[0]!,
});

function named(versions: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, versions]));
}
