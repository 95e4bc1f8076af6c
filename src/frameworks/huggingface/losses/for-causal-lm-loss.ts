import { array, choice, either, integer, optional } from '../../param.js';
import { defineLoss, ITEMS, tokens } from '../define-loss.js';
import { crossEntropy, FLOAT, labelsFor, requireClasses, requireIndices, shifted } from '../kit/tokens.js';

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
    vocab_size: optional(integer(0, { from: 1 })),
    num_items_in_batch: ITEMS,
    ignore_index: integer(-100, { role: 'ignored-label' }),
    // An array stands in for the labels; a word says that y_true is it.
    shift_labels: either(array('the labels of the next tokens'), choice(GIVEN)),
  },
  classIndices: true,
  targets: 'class-indices',
  predictions: 'distribution',
  always: { logits: true },
  computesIn: FLOAT,
  terms(inputs) {
    const { arrays, params } = inputs;
    const { shift_labels: given } = params;
    const logits = arrays.y_pred!;
    requireClasses(logits, params.vocab_size, 'vocab_size');
    requireIndices(inputs);
    const own = labelsFor(logits, arrays.y_true!, inputs);
    const next =
      given === null || typeof given === 'string' ? own : labelsFor(logits, given, inputs, 'shift_labels');
    if (given !== null) return crossEntropy({ logits, labels: next, mask: arrays.mask }, params, inputs);
    return crossEntropy(shifted({ logits, labels: own, mask: arrays.mask }, inputs), params, inputs);
  },
});
