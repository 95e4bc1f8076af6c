import { choice, flag, number, vector } from '../../param.js';
import { defineLoss, pair } from '../define-loss.js';
import { DICE_AXIS, diceOf, SMOOTH } from '../kit/dice.js';

export const diceLoss = defineLoss({
  name: 'dice_loss',
  source: '_segmentation',
  family: 'dice',
  versions: '0.2.6-',
  names: { dice_loss: '0.2.6-' },
  slots: pair('predictions', 'targets'),
  params: {
    class_weights: vector('class', { role: 'class-weights' }),
    smooth: SMOOTH,
    alpha: number(0.5, { versions: '0.2.7-' }),
    beta: number(0.5, { versions: '0.2.7-' }),
    apply_softmax: flag(true),
    // The function's own `reduction`, beside the caller's: over the classes.
    class_reduction: choice(['mean', 'sum', 'none']),
    ignore_background: flag(false),
    axis: DICE_AXIS,
  },
  score(inputs) {
    const { yPred, yTrue, params, version, trace } = inputs;
    const t = yTrue!;
    const predictions = yPred.rank === t.rank - 1 ? yPred.expandDims(-1) : yPred;
    const targets = t.rank === predictions.rank - 1 ? t.expandDims(-1) : t;
    const shares = version.atLeast('0.2.7') ? { alpha: params.alpha, beta: params.beta } : {};
    const classes = diceOf(
      {
        predictions,
        targets,
        smooth: params.smooth,
        ...shares,
        activates: params.apply_softmax,
        axis: params.axis,
        classWeights: params.class_weights,
        ignoresBackground: params.ignore_background,
      },
      inputs,
    );
    if (params.class_reduction === 'none') return classes;
    if (params.class_reduction === 'sum')
      return trace.step('class-sum', 'add up the classes', classes.sum(-1), 'dice');
    return trace.step(
      'class-mean',
      'the mean over the classes',
      classes.mean(-1, { counted: 'classes' }),
      'dice',
    );
  },
});
