import { constant } from '../../../expr/node.js';
import { number } from '../../param.js';
import { defineLoss } from '../define-loss.js';
import { axes, overlap } from '../kit/overlap.js';
import { EPSILON } from '../numbers.js';

export const tversky = defineLoss({
  name: 'tversky',
  family: 'tversky',
  versions: '3.3-',
  names: { tversky: '3.3-', Tversky: '3.3-' },
  params: { alpha: number(0.5), beta: number(0.5), axis: axes('3.8-') },
  targets: 'binary',
  predictions: 'probability',
  alignsItself: true,
  // alpha weighs what y_pred misses, which the source calls false positives.
  score(inputs) {
    const { yTrue, yPred, intersection, sum } = overlap(inputs, '3.8');
    const { alpha, beta } = inputs.params;
    const one = constant(1);
    const missed = sum(one.sub(yPred).mul(yTrue));
    const invented = sum(yPred.mul(one.sub(yTrue)));
    const all = intersection.add(missed.mul(constant(alpha))).add(invented.mul(constant(beta)));
    return one.sub(intersection.div(all.add(EPSILON)));
  },
});
