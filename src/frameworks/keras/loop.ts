/** What `fit` of Keras shows of its batches, by version range (keras.md, section D; Progbar, BaseLogger, CallbackList of each range). */
import type { LoopRule } from '../loop-rule.js';
import { POLICIES } from './policy.js';
import { KerasVersion } from './version.js';

/** Arrays in memory, or a generator (`fit_generator`), which Keras up to 2.3 treats otherwise. */
export type Feed = 'arrays' | 'generator';

interface KerasLoop extends Omit<LoopRule, 'framework' | 'title' | 'average' | 'arithmetic'> {
  readonly from: string;
  readonly to: string;
  readonly feed?: Feed;
}

const RUNNING = {
  handed: 'average',
  display: 'shows',
  last: 'average',
  verbose2: 'average',
  evaluate: 'rows',
} as const;

const LOOPS: readonly KerasLoop[] = [
  {
    from: '2.0',
    to: '2.3',
    feed: 'arrays',
    handed: 'batch',
    display: 'averages rows',
    last: 'display',
    verbose2: 'last',
    evaluate: 'rows',
    source: 'keras 2.2.4, engine/training_arrays.py and utils/generic_utils.py Progbar',
  },
  {
    from: '2.0',
    to: '2.2',
    feed: 'generator',
    handed: 'batch',
    display: 'averages',
    last: 'again',
    verbose2: 'last',
    evaluate: 'rows',
    source: 'keras 2.2.4, engine/training_generator.py',
  },
  {
    from: '2.3',
    to: '2.3',
    feed: 'generator',
    handed: 'batch',
    display: 'averages',
    last: 'again',
    verbose2: 'last',
    evaluate: 'last batch',
    source: 'keras 2.3.1, engine/training_generator.py',
  },
  { from: '2.4', to: '2.15', ...RUNNING, source: 'keras 2.15.0, callbacks.py ProgbarLogger (stateful metrics)' },
  {
    from: '3.0',
    to: '3.1',
    handed: 'average',
    display: 'averages',
    last: 'again',
    verbose2: 'average',
    evaluate: 'batches',
    source: 'keras 3.1.1, callbacks/progbar_logger.py; the loss tracker gets no sample_weight',
  },
  {
    from: '3.2',
    to: '3.10',
    handed: 'average',
    display: 'averages',
    last: 'again',
    verbose2: 'average',
    evaluate: 'rows',
    source: 'keras 3.10.0, callbacks/progbar_logger.py (issue 21301)',
  },
  {
    from: '3.11',
    to: '3.14',
    handed: 'average',
    display: 'averages',
    last: 'average',
    verbose2: 'average',
    evaluate: 'rows',
    source: 'keras 3.12.0, callbacks/progbar_logger.py (issue 21301)',
  },
  { from: '3.15', to: '3.15', ...RUNNING, source: 'keras 3.15.1, callbacks/progbar_logger.py (PR 23030)' },
];

/** @returns the rule, or undefined for a version before 2.0 */
export function kerasLoop(version: KerasVersion, feed: Feed = 'arrays'): LoopRule | undefined {
  const loop = LOOPS.find((l) => version.within(`${l.from}-${l.to}`) && (l.feed ?? feed) === feed);
  return loop && loopRule(loop);
}

/** Every rule, oldest first. */
export function kerasLoops(): LoopRule[] {
  return LOOPS.map(loopRule);
}

function loopRule(loop: KerasLoop): LoopRule {
  const { from, to, feed, handed, display, last, verbose2, evaluate, source } = loop;
  const policy = POLICIES.find((p) => within(from, p.from, p.to)) ?? POLICIES[0];
  const range = from === to ? from : `${from} – ${to}`;
  return {
    framework: 'keras',
    title: `Keras ${range}${feed === 'generator' ? ' fit_generator' : ''}`,
    source,
    // How batches become the epoch's number stands in policy.ts.
    average: policy.epoch === 'plain mean' ? 'batches' : 'rows',
    arithmetic: policy.epoch === 'size-weighted float64' ? 'float64' : 'float32',
    handed,
    display,
    last,
    verbose2,
    evaluate,
  };
}

function within(version: string, from: string, to: string): boolean {
  return new KerasVersion(version).within(`${from}-${to}`);
}
