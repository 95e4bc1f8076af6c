import { LossauditError } from '../../../errors.js';
import type { Expr } from '../../../expr/node.js';
import { shapeText } from '../../../tensor/ndarray.js';
import { defineLoss, labelsAnd, type ScoreInputs } from '../define-loss.js';
import { indicators, whole } from '../numbers.js';

export const hammingLoss = defineLoss({
  name: 'hamming_loss',
  family: 'hamming',
  // Of labels, where others take scores.
  apart: true,
  versions: '',
  names: { hamming_loss: '' },
  slots: labelsAnd(),
  params: {},
  targets2d: 'samples',
  checksWeights: '1.8',
  // Several labels a sample: 0 / 0 is NaN.
  weighsNothing: ({ yTrue }) => (yTrue.shape[1] ?? 1) > 1,
  refusesNothing: '1.8',
  score(inputs) {
    const differ = labelsDiffer(inputs);
    return differ.rank > 1 ? differ.mean(-1) : differ;
  },
});

/** 1 where a label is wrong: one of each sample, or of several (`_check_targets`). */
export function labelsDiffer({ yTrue, yPred, who }: Omit<ScoreInputs, 'params'>): Expr {
  const [y, p] = [oneColumn(yTrue), oneColumn(yPred)];
  if (y.rank !== p.rank || y.shape[1] !== p.shape[1] || y.rank > 2) {
    const wanted = `labels as y_true has them, of shape ${shapeText(yTrue.shape)}`;
    const data = { who, what: 'y_pred', shape: shapeText(yPred.shape), wanted };
    throw new LossauditError('shape-refused', data, { where: 'y_pred' });
  }
  const labels = (x: Expr, what: string) => (x.rank > 1 ? indicators(x, what, who) : whole(x, what, who));
  return labels(y, 'y_true').notEqual(labels(p, 'y_pred'));
}

/** A second axis of length 1 is none. */
function oneColumn(x: Expr): Expr {
  return x.rank === 2 && x.shape[1] === 1 ? x.squeeze(1) : x;
}
