/** The registry of training loops: what each makes of the losses of its batches. */
import { KERAS_LOOPS } from './keras/loop.js';
import { lightningLoop } from './lightning/loop.js';
import type { LoopRule } from './loop-rule.js';
import { PLAIN_LOOPS } from './plain/loop.js';
import { tfjsLayersLoop } from './tfjs-layers/loop.js';

export const LOOPS: readonly LoopRule[] = [...KERAS_LOOPS, tfjsLayersLoop, lightningLoop, ...PLAIN_LOOPS];
