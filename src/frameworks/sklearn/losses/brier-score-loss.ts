import type { Expr } from '../../../expr/node.js';
import { choice, either, flag, number, optional, text, vector } from '../../param.js';
import { defineLoss, labelsAnd, type ScoreInputs } from '../define-loss.js';
import {
  classesFrom,
  classesOf,
  classIndex,
  columnOf,
  fromLabels,
  indicatorTargets,
  probabilities,
  whole,
} from '../numbers.js';

const params = {
  pos_label: optional(either(either(number(1), flag(true)), text('1'))),
  labels: vector('class', { versions: '1.7-', role: 'label-list' }),
  scale_by_half: either(choice(['auto'], { versions: '1.7-' }), flag(true)),
};

type Inputs = ScoreInputs<typeof params>;

export const brierScoreLoss = defineLoss({
  name: 'brier_score_loss',
  family: 'brier',
  versions: '',
  names: { brier_score_loss: '' },
  slots: labelsAnd('y_prob', 'y_proba'),
  params,
  targets2d: 'samples',
  checksWeights: '1.8',
  predictions: 'probability',
  score(inputs) {
    const { yPred, version, params } = inputs;
    const binary = yPred.rank === 1 || yPred.shape[1] === 1 || !version.atLeast('1.7');
    const error = binary ? squaredError(inputs) : squaredErrors(inputs);
    const { scale_by_half } = params;
    const half = scale_by_half === 'auto' ? binary || yPred.shape[1]! < 3 : scale_by_half;
    // The squared error of both classes is twice that of the positive one.
    return half === binary ? error : error.mul(half ? 0.5 : 2);
  },
});

function squaredError({ yTrue, yPred, params: { pos_label }, who }: Inputs): Expr {
  const p = probabilities(columnOf(yPred, 'y_pred', who), who);
  const y = whole(columnOf(yTrue, 'y_true', who), 'y_true', who);
  const positive = fromLabels('is_positive', y, null, (values) => {
    const classes = classesOf(values);
    if (classes.length > 2) classesFrom(values, undefined, who).fit(1);
    const label = pos_label === null ? positiveOf(classes) : Number(pos_label);
    return (value) => (value === label ? 1 : 0);
  });
  return positive.sub(p).square();
}

/** 1 among 0 and 1, and among −1 and 1; else the larger label (utils/validation.py). */
function positiveOf(classes: readonly number[]): number {
  const usual = classes.every((c) => c === 0 || c === 1) || classes.every((c) => c === -1 || c === 1);
  return usual ? 1 : classes[classes.length - 1]!;
}

function squaredErrors(inputs: Inputs): Expr {
  const { yTrue, yPred, params, who } = inputs;
  const columns = yPred.shape[1]!;
  const p = probabilities(yPred, who);
  if (yTrue.rank === 2 && yTrue.shape[1] !== 1)
    return indicatorTargets(yTrue, p, params.labels, who).sub(p).square().sum(1);
  const label = classIndex(yTrue, columns, params.labels, who, true);
  return label.oneHot(columns).sub(p).square().sum(1);
}
