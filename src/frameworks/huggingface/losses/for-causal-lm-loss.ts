import { array, choice, either, integer, optional } from '../../param.js';
import { defineLoss, ITEMS, tokens } from '../define-loss.js';
import { crossEntropy, labelsFor, OF_TOKENS, shifted, tokensOf } from '../kit/tokens.js';

/** The labels are those of the next tokens already. */
const GIVEN = ['given', 'given, not shifted again'] as const;

export const forCausalLmLoss = defineLoss({
  name: 'ForCausalLMLoss',
  family: 'language-model',
  versions: '4.46-',
  names: {
    ForCausalLMLoss: '4.46-',
    ForCausalLM: '4.46-',
    ForConditionalGeneration: '4.46-',
    CsmForConditionalGeneration: '4.50-',
  },
  example: { shapes: { y_pred: 'N T C', y_true: 'N T' }, with: [{ num_items_in_batch: 10 }] },
  slots: tokens('logits'),
  params: {
    vocab_size: optional(integer(0, { from: 1, role: 'class-count' })),
    num_items_in_batch: ITEMS,
    ignore_index: integer(-100, { role: 'ignored-label' }),
    // An array stands in for the labels; a word says that y_true is it.
    shift_labels: either(array('the labels of the next tokens', { role: 'shifted-labels' }), choice(GIVEN)),
  },
  ...OF_TOKENS,
  terms(inputs) {
    const { params } = inputs;
    const { shift_labels: given } = params;
    const own = tokensOf(inputs, params.vocab_size, 'vocab_size');
    if (given === null) return crossEntropy(shifted(own, inputs), params, inputs);
    const labels =
      typeof given === 'string' ? own.labels : labelsFor(own.logits, given, inputs, 'shift_labels');
    return crossEntropy({ ...own, labels }, params, inputs);
  },
});
