import { integer, optional } from '../../param.js';
import { defineLoss, ITEMS, tokens } from '../define-loss.js';
import { crossEntropy, OF_TOKENS, tokensOf } from '../kit/tokens.js';

export const forMaskedLmLoss = defineLoss({
  name: 'ForMaskedLMLoss',
  family: 'language-model',
  versions: '4.47-',
  names: { ForMaskedLMLoss: '4.47-', ForMaskedLM: '4.47-' },
  example: { shapes: { y_pred: 'N T C', y_true: 'N T' }, with: [{ num_items_in_batch: 10 }] },
  slots: tokens('logits'),
  params: {
    vocab_size: optional(integer(0, { from: 1, role: 'class-count' })),
    num_items_in_batch: ITEMS,
    ignore_index: integer(-100, { role: 'ignored-label' }),
  },
  ...OF_TOKENS,
  // Nothing is shifted.
  terms: (inputs) =>
    crossEntropy(tokensOf(inputs, inputs.params.vocab_size, 'vocab_size'), inputs.params, inputs),
});
