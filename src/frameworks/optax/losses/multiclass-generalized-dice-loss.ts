import { constant } from '../../../expr/node.js';
import { flag } from '../../param.js';
import { defineLoss, pair } from '../define-loss.js';
import { requireRank, requireSameShape } from '../kit/check.js';
import { diceOf, SMOOTH } from '../kit/dice.js';

export const multiclassGeneralizedDiceLoss = defineLoss({
  name: 'multiclass_generalized_dice_loss',
  source: '_segmentation',
  family: 'dice',
  versions: '0.2.6-',
  names: { multiclass_generalized_dice_loss: '0.2.6-' },
  slots: pair('predictions', 'targets'),
  // It gives a number: whatever the caller makes of that is the same.
  reductions: ['jnp.mean', 'jnp.sum', 'none'],
  params: { smooth: SMOOTH, apply_softmax: flag(true), ignore_background: flag(false) },
  score(inputs) {
    const { yPred, yTrue, params, version, title } = inputs;
    const t = yTrue!;
    requireRank(title, 'y_pred', yPred, 1);
    requireSameShape(title, 'y_true', t, yPred);
    const frequency = t.sum(t.shape.map((_, i) => i).slice(0, -1));
    const rare = constant(1).div(frequency.square().add(1e-7));
    const weights = rare.div(rare.sum()).mul(t.shape.at(-1)!);
    const shares = version.atLeast('0.2.7') ? { alpha: 0.5, beta: 0.5 } : {};
    const dice = {
      predictions: yPred,
      targets: t,
      smooth: params.smooth,
      ...shares,
      activates: params.apply_softmax,
      axis: null,
      classWeights: weights,
      ignoresBackground: params.ignore_background,
    };
    return {
      score: diceOf(dice, inputs),
      value: (classes) => classes.mean(undefined, { counted: 'samples × classes' }),
    };
  },
});
