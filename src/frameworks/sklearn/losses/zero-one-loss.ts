import { defineLoss, isNormalized, labelsAnd, NORMALIZE, SAMPLE_REDUCTIONS } from '../define-loss.js';
import { labelsDiffer } from './hamming-loss.js';

export const zeroOneLoss = defineLoss({
  name: 'zero_one_loss',
  family: 'zero-one',
  // Of labels, where others take scores.
  apart: true,
  versions: '',
  names: { zero_one_loss: '' },
  slots: labelsAnd(),
  reductions: SAMPLE_REDUCTIONS,
  params: { normalize: NORMALIZE },
  targets2d: 'samples',
  checksWeights: '1.8',
  refusesNothing: '1.8',
  normalize: (inputs) => isNormalized(inputs),
  // Of several labels a sample is right when all are.
  score(inputs) {
    const differ = labelsDiffer(inputs);
    return differ.rank > 1 ? differ.max(-1) : differ;
  },
});
