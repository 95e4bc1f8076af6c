import { flag } from '../../param.js';
import { defineLoss, pair } from '../define-loss.js';
import { requireRank } from '../kit/check.js';
import { diceOf, SMOOTH } from '../kit/dice.js';

export const binaryDiceLoss = defineLoss({
  name: 'binary_dice_loss',
  source: '_segmentation',
  family: 'dice',
  versions: '0.2.6-',
  names: { binary_dice_loss: '0.2.6-' },
  slots: pair('predictions', 'targets'),
  params: { smooth: SMOOTH, apply_sigmoid: flag(true) },
  targets: 'binary',
  score(inputs) {
    const { yPred, yTrue, params, version, title } = inputs;
    const t = yTrue!;
    // It looks at the length of the last axis.
    if (yPred.rank === t.rank) requireRank(title, 'y_pred', yPred, 1);
    const column = yPred.rank === t.rank && yPred.shape.at(-1) !== 1;
    const predictions = column || yPred.rank === t.rank - 1 ? yPred.expandDims(-1) : yPred;
    const targets = column || t.rank === predictions.rank - 1 ? t.expandDims(-1) : t;
    const shares = version.atLeast('0.2.7') ? { alpha: 0.5, beta: 0.5 } : {};
    const dice = {
      predictions,
      targets,
      smooth: params.smooth,
      ...shares,
      activates: params.apply_sigmoid,
      axis: null,
      ignoresBackground: false,
    };
    return diceOf(dice, inputs).mean(-1);
  },
});
