/** The registry of training loops: what each makes of the losses of its batches. */
import { kerasLoops } from './keras/loop.js';
import { lightningLoop } from './lightning/loop.js';
import type { Feed, LoopRule } from './loop-rule.js';
import { PLAIN_LOOPS } from './plain/loop.js';
import { tfjsLayersLoop } from './tfjs-layers/loop.js';

export function loops(feed: Feed): readonly LoopRule[] {
  return [...kerasLoops(feed), tfjsLayersLoop, lightningLoop, ...PLAIN_LOOPS];
}
