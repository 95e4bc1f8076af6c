import { integer } from '../../param.js';
import { defineLoss, ITEMS, tokens } from '../define-loss.js';
import { crossEntropy, labelsFor, requireIndices } from '../kit/tokens.js';

export const fixedCrossEntropy = defineLoss({
  name: 'fixed_cross_entropy',
  family: 'sparse-categorical-crossentropy',
  versions: '4.46-',
  names: { fixed_cross_entropy: '4.46-' },
  example: { with: [{ num_items_in_batch: 10 }] },
  slots: tokens('source', 'target'),
  params: { num_items_in_batch: ITEMS, ignore_index: integer(-100, { role: 'ignored-label' }) },
  classIndices: true,
  targets: 'class-indices',
  predictions: 'distribution',
  always: { logits: true },
  terms(inputs) {
    const { arrays, params } = inputs;
    requireIndices(inputs);
    // torch has the classes on the second axis.
    const given = arrays.y_pred!;
    const last = given.rank > 2 ? given.transpose(classesLast(given.rank)) : given;
    const labels = labelsFor(last, arrays.y_true!, inputs);
    return crossEntropy({ logits: last, labels, mask: arrays.mask }, params, inputs);
  },
});

function classesLast(rank: number): number[] {
  return [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];
}
