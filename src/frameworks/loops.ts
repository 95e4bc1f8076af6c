/** The registry of training loops: what each makes of the losses of its batches. */
import { kerasLoops } from './keras/loop.js';
import { lightningLoop } from './lightning/loop.js';
import type { Feed, LoopRule, LoopValue } from './loop-rule.js';
import { PLAIN_LOOPS } from './plain/loop.js';
import { tfjsLayersLoop } from './tfjs-layers/loop.js';

/** @param value whose number it is; some loops average single outputs in a way of their own */
export function loops(feed: Feed, value: LoopValue = 'total'): readonly LoopRule[] {
  return [...kerasLoops(feed, value), tfjsLayersLoop, lightningLoop, ...PLAIN_LOOPS];
}
