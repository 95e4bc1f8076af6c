import { defineTorchLoss, named } from '../define-loss.js';
import { alike, into, requireFloats } from '../kit/refuse.js';
import { elementWeight, WEIGHTED, weightOf } from '../kit/weighted.js';

/** Below it the logarithm is cut off. */
const LEAST_LOG = -100;

/** aten/src/ATen/native/Loss.cpp, binary_cross_entropy_out_cpu. */
export const binaryCrossEntropy = defineTorchLoss({
  name: 'BCELoss',
  family: 'binary-crossentropy',
  versions: '',
  names: named('BCELoss', 'binary_cross_entropy'),
  slots: WEIGHTED,
  params: { weight: elementWeight() },
  targets: 'binary',
  predictions: 'probability',
  lacks: { float16: '-2.0', bfloat16: '-2.0' },
  mixes: 'refuses',
  terms(inputs) {
    const { title, version } = inputs;
    const { yPred, yTrue } = alike(inputs);
    requireFloats(inputs, 'y_true', "the input's dtype");
    const p = yPred.within(0, 1, 'y_pred', `BCELoss of ${title}`);
    const y = version.atLeast('2.1') ? yTrue.within(0, 1, 'y_true', `BCELoss of ${title}`) : yTrue;
    const most = p.log().maximum(LEAST_LOG);
    const rest = p.neg().log1p().maximum(LEAST_LOG);
    const score = y.sub(1).mul(rest).sub(y.mul(most));
    const weight = weightOf(inputs);
    return { terms: weight ? score.mul(into(inputs, 'weight', weight, score.shape)) : score };
  },
});
