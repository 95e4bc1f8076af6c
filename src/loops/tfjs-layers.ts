/**
 * `fit` of tfjs-layers: callbacks get the raw batch loss, the history the mean weighted by batch size
 * (others.md, B.3).
 */
import type { LoopRule } from './rule.js';

export const tfjsLayersLoop: LoopRule = {
  framework: 'tfjs-layers',
  title: 'tfjs-layers',
  source: 'tfjs-layers 4.22.0, base_callbacks.ts BaseLogger',
  average: 'rows',
  handed: 'batch',
  display: 'shows',
  last: 'average',
  evaluate: 'rows',
  arithmetic: 'float32',
};
