/** PyTorch 1.0 – 2.15: the losses of torch.nn and torch.nn.functional. A loss is one line in LOSSES. */

import { sameShape } from '../../expr/shapes.js';
import { PLAIN_LOOPS } from '../../loops/plain.js';
import { defineFramework } from '../define-framework.js';
import type { Shapes } from '../framework.js';
import { KNOWN } from '../known.js';
import type { TorchLoss } from './define-loss.js';
import { PROBABILITIES } from './kit/classes.js';
import { binaryCrossEntropy } from './losses/binary-cross-entropy.js';
import { binaryCrossEntropyWithLogits } from './losses/binary-cross-entropy-with-logits.js';
import { cosineEmbedding } from './losses/cosine-embedding.js';
import { crossEntropy } from './losses/cross-entropy.js';
import { crossEntropyOfProbabilities } from './losses/cross-entropy-of-probabilities.js';
import { ctc } from './losses/ctc.js';
import { gaussianNll } from './losses/gaussian-nll.js';
import { hingeEmbedding } from './losses/hinge-embedding.js';
import { huber } from './losses/huber.js';
import { klDiv } from './losses/kl-div.js';
import { l1 } from './losses/l1.js';
import { linearCrossEntropy } from './losses/linear-cross-entropy.js';
import { marginRanking } from './losses/margin-ranking.js';
import { mse } from './losses/mse.js';
import { multiLabelMargin } from './losses/multi-label-margin.js';
import { multiLabelSoftMargin } from './losses/multi-label-soft-margin.js';
import { multiMargin } from './losses/multi-margin.js';
import { nll } from './losses/nll.js';
import { poissonNll } from './losses/poisson-nll.js';
import { smoothL1 } from './losses/smooth-l1.js';
import { softMargin } from './losses/soft-margin.js';
import { tripletMargin } from './losses/triplet-margin.js';
import { tripletMarginWithDistance } from './losses/triplet-margin-with-distance.js';
import { torchObjective } from './objective.js';
import { LEGACY, torchReduction } from './reduction.js';

const LOSSES: readonly TorchLoss[] = [
  l1,
  mse,
  smoothL1,
  huber,
  crossEntropy,
  crossEntropyOfProbabilities,
  nll,
  linearCrossEntropy,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  klDiv,
  poissonNll,
  gaussianNll,
  hingeEmbedding,
  softMargin,
  multiMargin,
  multiLabelMargin,
  multiLabelSoftMargin,
  cosineEmbedding,
  marginRanking,
  tripletMargin,
  tripletMarginWithDistance,
  ctc,
];

export const torch = defineFramework({
  ...KNOWN.torch,
  versions: ['2.0.1', '2.15.0'],
  means: { '1': '1.13.1', '2': '2.15.0' },
  dividesByWeights: 'mse_loss and l1_loss with weight',
  losses: LOSSES,
  others: { AdaptiveLogSoftmaxWithLoss: '' },
  source: () => 'torch/nn/functional.py',
  policies: [{ versions: '1.0-2.15', reductions: ['mean', 'sum', 'none'] }],
  dtype: 'float32',
  dtypeOfArrays: true,
  slots: {},
  settings: () => ({}),
  params: (_, { withoutLegacy, constants }) => ({ ...(withoutLegacy ? {} : LEGACY), ...constants }),
  reduction: (value, _, given) => torchReduction(value, given),
  open: ({ loss }, _, version) =>
    version.atLeast('1.10') && /(?:^|\.)(?:CrossEntropyLoss|cross_entropy)(?:\(.*\))?$/.test(loss)
      ? { of: [crossEntropy.name, PROBABILITIES], choose: crossEntropyOf }
      : undefined,
  rows: (loss, _, shapes, __, inBatches) => (inBatches || haveRows(loss, shapes) ? {} : 'whole'),
  objective: torchObjective,
  loop: () => PLAIN_LOOPS[0]!,
});

/** A target of the input's shape holds probabilities (cross_entropy_loss in LossNLL.cpp). */
function crossEntropyOf({ y_true = [], y_pred = [] }: Shapes): string {
  return sameShape(y_true, y_pred) ? PROBABILITIES : crossEntropy.name;
}

/** Has every array as many rows as the others? Scalars, single samples and what is stretched have not. */
function haveRows({ slots = {} }: TorchLoss, shapes: Shapes): boolean {
  const lengths = Object.entries(shapes).map(([slot, shape]) => {
    const axis = slots[slot]?.rows ?? 0;
    return axis === 'none' ? undefined : (shape[axis] ?? -1);
  });
  const rows = lengths.filter((n) => n !== undefined);
  return rows.every((n) => n >= 0 && n === rows[0]);
}
