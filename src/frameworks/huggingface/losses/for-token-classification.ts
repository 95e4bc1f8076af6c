import { integer, optional } from '../../param.js';
import { defineLoss, ITEMS, tokens } from '../define-loss.js';
import { crossEntropy, OF_TOKENS, tokensOf } from '../kit/tokens.js';

export const forTokenClassification = defineLoss({
  name: 'ForTokenClassification',
  family: 'sparse-categorical-crossentropy',
  versions: '4.46-',
  names: { ForTokenClassification: '4.46-', ForTokenClassificationLoss: '4.46-' },
  example: { shapes: { y_pred: 'N T C', y_true: 'N T' }, with: [{ num_items_in_batch: 10 }] },
  slots: tokens('logits'),
  params: {
    num_labels: optional(integer(0, { from: 1, role: 'class-count' })),
    num_items_in_batch: ITEMS,
    ignore_index: integer(-100, { role: 'ignored-label' }),
  },
  ...OF_TOKENS,
  terms: (inputs) =>
    crossEntropy(tokensOf(inputs, inputs.params.num_labels, 'num_labels'), inputs.params, inputs),
});
