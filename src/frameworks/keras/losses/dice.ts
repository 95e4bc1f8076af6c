import { constant } from '../../../expr/node.js';
import { defineLoss } from '../define-loss.js';
import { axes, overlap } from '../kit/overlap.js';
import { EPSILON } from '../numbers.js';

export const dice = defineLoss({
  name: 'dice',
  family: 'dice',
  versions: '3.2-',
  names: { dice: '3.2-', Dice: '3.2-' },
  params: { axis: axes('3.4-') },
  targets: 'binary',
  predictions: 'probability',
  alignsItself: true,
  // Over all axes by default: one score for the whole batch, of which weights take multiples.
  score(inputs) {
    const { yTrue, yPred, intersection, sum } = overlap(inputs, '3.4');
    const all = sum(yTrue).add(sum(yPred)).add(EPSILON);
    return constant(1).sub(intersection.mul(2).div(all));
  },
});
