/** The registry of training loops: what each makes of the losses of its batches, by a rule or simulated. */
import { trainerSimulations } from './huggingface.js';
import { kerasLoops } from './keras/rules.js';
import { lightningLoop } from './lightning.js';
import { PLAIN_LOOPS } from './plain.js';
import type { Feed, LoopRule, LoopValue } from './rule.js';
import type { LoopSimulation } from './simulation.js';
import { tfjsLayersLoop } from './tfjs-layers.js';

/**
 * Loops that are a rule, as data.
 * @param value whose number it is; some loops average single outputs in a way of their own
 */
export function loops(feed: Feed, value: LoopValue = 'total'): readonly LoopRule[] {
  return [...kerasLoops(feed, value), tfjsLayersLoop, lightningLoop, ...PLAIN_LOOPS];
}

/** Loops whose numbers follow no rule of means: what they log is simulated. */
export function simulatedLoops(): readonly LoopSimulation[] {
  return trainerSimulations;
}
