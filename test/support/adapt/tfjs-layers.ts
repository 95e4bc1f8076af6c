/** Case E2 gives logits to a loss of probabilities: the model's softmax is still to come. */
import type { Adapt } from './index.js';

export const tfjsLayers: Adapt = (audit, c) =>
  c.id.startsWith('E2-') ? { ...audit, activation: 'softmax' } : audit;
