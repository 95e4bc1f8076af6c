/** 1 − the overlap of predictions and targets (optax 0.2.8, losses/_segmentation.py). */
import { constant, type Expr } from '../../../expr/node.js';
import { ofLength } from '../../align.js';
import { softmax } from '../../math.js';
import { type Axes, axes, number } from '../../param.js';
import type { OptaxInputs } from '../define-loss.js';
import { requireRank, requireSameShape } from './check.js';
import { axesOf } from './numbers.js';

export const SMOOTH = number(1);
export const DICE_AXIS = axes(null, { list: true, all: true });

export interface Dice {
  readonly predictions: Expr;
  readonly targets: Expr;
  readonly smooth: number;
  /** None of the first version that has the loss. */
  readonly alpha?: number;
  readonly beta?: number;
  /** A softmax over the classes, or a sigmoid of one. */
  readonly activates: boolean;
  /** All but the first and the last by default. */
  readonly axis: Axes;
  readonly classWeights?: Expr | null;
  readonly ignoresBackground: boolean;
}

/** One value for each class. @throws LossauditError for shapes that differ */
export function diceOf(dice: Dice, { title, trace }: Pick<OptaxInputs, 'title' | 'trace'>): Expr {
  const { targets: t, smooth, alpha, beta, axis, classWeights } = dice;
  requireRank(title, 'y_pred', dice.predictions, 1);
  requireSameShape(title, 'y_true', t, dice.predictions);
  const p = probabilities(dice);
  const classes = p.shape.at(-1) ?? 1;
  const over = axis === null ? p.shape.map((_, i) => i).slice(1, -1) : axesOf(p, axis);
  const sum = (x: Expr) => x.sum(over);
  const both = sum(p.mul(t));
  const overlap =
    alpha === undefined || beta === undefined
      ? both
          .mul(2)
          .add(smooth)
          .div(sum(p).add(sum(t)).add(smooth))
      : both.add(smooth).div(
          both
            .add(constant(alpha).mul(sum(p).sub(both)))
            .add(constant(beta).mul(sum(t).sub(both)))
            .add(smooth),
        );
  const loss = constant(1).sub(overlap);
  const weighted = classWeights
    ? trace.step(
        'class-weight',
        'times the weight of the class',
        loss.mul(ofLength(classWeights, classes, 'class_weights', 'class')),
        'dice',
      )
    : loss;
  return dice.ignoresBackground && classes > 1 ? weighted.slice(-1, 1) : weighted;
}

/** What is told to be probabilities has to add up to 1. */
function probabilities({ predictions: x, activates }: Dice): Expr {
  if (activates) return x.shape.at(-1) === 1 ? x.sigmoid() : softmax(x, -1);
  const least = 1 - 1.001e-5;
  const most = 1 + 1.001e-5;
  const sums = x
    .sum(-1, { keepDims: true })
    .within(least, most, 'the sum of y_pred over the classes, ', 'dice_loss');
  return x.mul(sums.greater(0)).as('probabilities', [x]);
}
