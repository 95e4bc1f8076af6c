import { constant, type Expr } from '../../../expr/node.js';
import { choice, either, number, vector } from '../../param.js';
import {
  defineLoss,
  isNormalized,
  labelsAnd,
  NORMALIZE,
  SAMPLE_REDUCTIONS,
  type ScoreInputs,
} from '../define-loss.js';
import { classIndex, finite, indicatorTargets, probabilities, twoColumns, xlogy } from '../numbers.js';

const params = {
  normalize: NORMALIZE,
  labels: vector('class', { role: 'label-list' }),
  eps: either(choice(['auto'], { versions: '-1.4' }), number(1e-15, { from: 0, to: 1 })),
};

type Inputs = ScoreInputs<typeof params>;

export const logLoss = defineLoss({
  name: 'log_loss',
  family: 'sparse-categorical-crossentropy',
  alsoOf: ['binary-crossentropy', 'categorical-crossentropy'],
  versions: '',
  names: { log_loss: '' },
  example: { shapes: { y_true: 'N', y_pred: 'N C' } },
  slots: labelsAnd('y_prob', 'y_proba'),
  reductions: SAMPLE_REDUCTIONS,
  params,
  targets2d: 'samples',
  checksWeights: '1.8',
  predictions: 'probability',
  normalize: (inputs) => isNormalized(inputs),
  score(inputs) {
    const { yTrue, params, version, who } = inputs;
    const p = clipped(inputs);
    if (yTrue.rank > 1 && yTrue.shape[1] !== 1)
      return xlogy(indicatorTargets(yTrue, p, params.labels, who), p)
        .sum(1)
        .neg();
    const columns = p.shape[1]!;
    // A label that `labels` lacks is refused since 1.7.
    if (version.atLeast('1.7')) {
      const label = classIndex(yTrue, columns, params.labels, who, true);
      return p.take(label, 1, 'y_true').log().neg();
    }
    const hot = classIndex(yTrue, columns, params.labels, who, false).oneHot(columns);
    // 1.1 multiplies: 0 · ln 0 is NaN.
    return (version.atLeast('1.2') ? xlogy(hot, p) : hot.mul(p.log())).sum(1).neg();
  },
});

/** One column for each class, away from 0 and 1; up to 1.4 then divided by their sum. */
function clipped(inputs: Inputs): Expr {
  const { version, who, yPred } = inputs;
  const p = version.atLeast('1.7') ? probabilities(yPred, who) : finite(yPred, 'y_pred', who);
  const clip = (x: Expr) => x.clip(constant(epsilon(inputs)), constant(1 - epsilon(inputs), '1 - eps'));
  const columns = (x: Expr) =>
    x.rank === 1 ? twoColumns(x) : x.rank === 2 && x.shape[1] === 1 ? twoColumns(x.squeeze(1)) : x;
  if (version.atLeast('1.5')) return clip(columns(p));
  const all = columns(clip(p));
  return all.div(all.sum(1, { keepDims: true }));
}

/** 1e-15 in 1.1, later what numpy's finfo calls eps of y_pred's dtype; up to 1.4 it may be given. */
function epsilon({ params: { eps }, version, dtype }: Inputs): number {
  if (eps !== 'auto') return eps;
  if (!version.atLeast('1.2')) return 1e-15;
  return { float64: 2 ** -52, float32: 2 ** -23, float16: 2 ** -10, bfloat16: 2 ** -7 }[dtype];
}
