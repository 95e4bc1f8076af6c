/** The registry of training loops: what each makes of the losses of its batches. */
import { kerasLoops } from './keras/rules.js';
import { lightningLoop } from './lightning.js';
import { PLAIN_LOOPS } from './plain.js';
import type { Feed, LoopRule, LoopValue } from './rule.js';
import { tfjsLayersLoop } from './tfjs-layers.js';

/** @param value whose number it is; some loops average single outputs in a way of their own */
export function loops(feed: Feed, value: LoopValue = 'total'): readonly LoopRule[] {
  return [...kerasLoops(feed, value), tfjsLayersLoop, lightningLoop, ...PLAIN_LOOPS];
}
