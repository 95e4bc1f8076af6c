/** What the cases of Keras say in their `api` alone: arguments, and that the mask was given as weights. */
import type { Adapt } from './index.js';

export const adaptKeras: Adapt = (audit, { api }) => {
  const ignored = /ignore_class=(-?\d+)/.exec(api)?.[1];
  const params = {
    ...audit.params,
    ...(api.includes('from_logits') && { from_logits: true }),
    ...(ignored !== undefined && { ignore_class: Number(ignored) }),
  };
  if (!api.includes('sample_weight=mask')) return { ...audit, params };
  const { mask, ...rest } = audit;
  // A label of −100 with weight 0: TensorFlow refuses it.
  return { ...rest, params, sample_weight: mask, backend: 'torch' };
};
