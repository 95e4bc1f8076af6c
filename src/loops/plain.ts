/** The two loops that people write themselves. Python keeps their sums in float64. */
import type { LoopRule } from './rule.js';

export const PLAIN_LOOPS: readonly LoopRule[] = [
  {
    framework: 'plain',
    title: 'own loop, loss / batches',
    source: 'running_loss += loss.item(); running_loss / len(loader)',
    average: 'batches',
    handed: 'average',
    display: 'shows',
    last: 'average',
    evaluate: 'batches',
    arithmetic: 'float64',
  },
  {
    framework: 'plain',
    title: 'own loop, loss × rows / rows',
    source: 'running_loss += loss.item() * inputs.size(0); running_loss / len(dataset)',
    average: 'rows',
    handed: 'average',
    display: 'shows',
    last: 'average',
    evaluate: 'rows',
    arithmetic: 'float64',
  },
];
