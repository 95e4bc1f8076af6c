/**
 * What `fit` of Keras makes of its batches' losses, by version range (keras.md, sections 0, A6 and D; read in Progbar, ProgbarLogger,
 * BaseLogger and the trackers of each range).
 */

import { Version } from '../../text/version.js';
import type { Feed, LoopRule, LoopUse, LoopValue } from '../rule.js';

interface KerasLoop extends Omit<LoopRule, 'framework' | 'title'> {
  readonly from: string;
  readonly to: string;
  readonly feed?: 'arrays' | 'generator';
  /** Of Keras inside a TensorFlow of these versions only. */
  readonly tensorflow?: string;
  /** Of `title`, where the versions alone do not say it. */
  readonly name?: string;
  /** Where outputs and metrics differ from the total. */
  readonly others?: Partial<Record<Exclude<LoopValue, 'total'>, Partial<LoopRule>>>;
}

const FLOAT64 = { average: 'rows', arithmetic: 'float64' } as const;
const FLOAT32 = { average: 'rows', arithmetic: 'float32' } as const;
/** The display prints the running average that it is handed. */
const SHOWN = { handed: 'average', display: 'shows', last: 'average', verbose2: 'average', evaluate: 'rows' } as const;
/** Of arrays up to 2.3: the display is handed each batch's loss and counts it by its rows. */
const ARRAYS = {
  ...FLOAT64,
  handed: 'batch',
  display: 'averages rows',
  last: 'display',
  verbose2: 'last',
  evaluate: 'rows',
} as const;
/** Keras 2.3's trackers of single outputs count every batch alike; its metrics count rows. Both are float32 variables. */
const TRACKED = {
  output: { ...SHOWN, average: 'batches', arithmetic: 'float32' },
  metric: { ...SHOWN, average: 'rows', arithmetic: 'float32' },
} as const;

const LOOPS: readonly KerasLoop[] = [
  {
    from: '2.0',
    to: '2.2',
    feed: 'arrays',
    ...ARRAYS,
    source: 'keras 2.2.4, engine/training_arrays.py, callbacks.py, utils/generic_utils.py',
  },
  {
    from: '2.0',
    to: '2.2',
    feed: 'generator',
    ...FLOAT64,
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
    feed: 'arrays',
    ...ARRAYS,
    others: TRACKED,
    source: 'keras 2.3.1, engine/training_arrays.py, callbacks/callbacks.py',
  },
  {
    from: '2.3',
    to: '2.3',
    feed: 'generator',
    ...FLOAT64,
    handed: 'batch',
    display: 'averages',
    last: 'again',
    verbose2: 'last',
    evaluate: 'last batch',
    others: TRACKED,
    source: 'keras 2.3.1, engine/training_generator.py',
  },
  {
    from: '2.4',
    to: '2.4',
    feed: 'arrays',
    tensorflow: '1.13-2.1',
    name: 'TensorFlow up to 2.1',
    ...ARRAYS,
    others: TRACKED,
    source: 'tensorflow 2.1.0, python/keras/engine/training_v2.py, training_utils.py MetricsAggregator, callbacks.py',
  },
  {
    from: '2.4',
    to: '2.4',
    feed: 'generator',
    tensorflow: '1.13-2.1',
    name: 'TensorFlow up to 2.1, steps',
    average: 'batches',
    arithmetic: 'float64',
    handed: 'batch',
    display: 'averages',
    last: 'display',
    verbose2: 'last',
    evaluate: 'batches',
    others: TRACKED,
    source: 'tensorflow 2.1.0, python/keras/engine/training_v2.py, training_utils.py MetricsAggregator, callbacks.py',
  },
  {
    from: '2.4',
    to: '2.4',
    tensorflow: '2.4',
    name: 'TensorFlow 2.4',
    ...FLOAT32,
    handed: 'average',
    display: 'averages',
    last: 'again',
    verbose2: 'average',
    evaluate: 'rows',
    source:
      'tensorflow 2.4.4, python/keras/callbacks.py ProgbarLogger: it asks for the stateful metrics before the first batch makes them',
  },
  {
    from: '2.4',
    to: '2.15',
    ...FLOAT32,
    ...SHOWN,
    source:
      'keras 2.15.0, callbacks.py ProgbarLogger: every metric of the model is stateful (TensorFlow 2.4 has a rule of its own)',
  },
  {
    from: '3.0',
    to: '3.1',
    average: 'batches',
    arithmetic: 'float32',
    handed: 'average',
    display: 'averages',
    roundsShown: true,
    last: 'again',
    verbose2: 'average',
    evaluate: 'batches',
    others: { metric: { average: 'rows', evaluate: 'rows' } },
    source: 'keras 3.1.1, callbacks/progbar_logger.py; the loss tracker gets no sample_weight',
  },
  {
    from: '3.2',
    to: '3.10',
    ...FLOAT32,
    handed: 'average',
    display: 'averages',
    roundsShown: true,
    last: 'again',
    verbose2: 'average',
    evaluate: 'rows',
    source: 'keras 3.10.0, callbacks/progbar_logger.py (issue 21301)',
  },
  {
    from: '3.11',
    to: '3.14',
    ...FLOAT32,
    handed: 'average',
    display: 'averages',
    last: 'average',
    verbose2: 'average',
    evaluate: 'rows',
    source: 'keras 3.12.0, callbacks/progbar_logger.py (issue 21301)',
  },
  {
    from: '3.15',
    to: '3.15',
    ...FLOAT32,
    ...SHOWN,
    source: 'keras 3.15.1, callbacks/progbar_logger.py (PR 23030)',
  },
];

/** @param version a known version, 2.0 or later */
export function kerasLoop(
  version: Version,
  value: LoopValue,
  options: LoopUse & { readonly backend: string; readonly tensorflow?: Version },
): LoopRule {
  const feed = options.feed ?? 'arrays';
  const own = feed === 'arrays' ? 'arrays' : 'generator';
  const inside = (range: string | undefined) =>
    range === undefined || (options.tensorflow?.within(range.includes('-') ? range : `${range}-${range}`) ?? false);
  const loop = LOOPS.find(
    (l) => version.within(`${l.from}-${l.to}`) && (l.feed ?? own) === own && inside(l.tensorflow),
  );
  if (!loop) throw new Error(`no loop rule for Keras ${version.text}`);
  const rule = ruleOf(loop, version, value, { backend: options.backend, feed });
  return value === 'total' && options.reduction === 'none' ? { ...rule, ...unreduced(version) } : rule;
}

function ruleOf(
  loop: KerasLoop,
  version: Version,
  value: LoopValue,
  { backend, feed }: { readonly backend: string; readonly feed: Feed },
): LoopRule {
  const rule = loopRule(loop, countsExtraBatch(version, value, backend, feed));
  if (value === 'total') return rule;
  // In TensorFlow's graphs the batch size is unknown to the trackers of single outputs (keras.md, A6 example 7).
  const unsized = value === 'output' && version.atLeast('3.0') && backend === 'tensorflow';
  return {
    ...rule,
    ...loop.others?.[value],
    ...(unsized ? { average: 'batches', evaluate: 'batches' } : {}),
    ...(value === 'output' && version.within('3.5-3.6') ? { weighted: true } : {}),
  };
}

/**
 * The tracker gets the batch's scores instead of their mean: it counts each of them (3.0 – 3.1), and up to 2.15 each as often as the batch
 * has rows (measured with 2.9.0, 2.15.0 and 3.1.1).
 */
function unreduced(version: Version): Partial<LoopRule> {
  if (version.within('2.4-2.15')) return { average: 'squared rows', evaluate: 'squared rows' };
  return version.within('3.0-3.1') ? { average: 'rows', evaluate: 'rows' } : {};
}

/**
 * On TensorFlow, Keras 3 asks a dataset of unknown length for one batch more than it has. The step that fails still adds its count to the
 * trackers: to all of them where the size of a batch is known beforehand, and in 3.0 – 3.1, whose loss counts batches, to that always
 * (measured with 3.1.1, 3.6.0, 3.10.0, 3.12.0 and 3.15.1, fixtures/logs/corpus, unknown-fixed).
 */
function countsExtraBatch(version: Version, value: LoopValue, backend: string, feed: Feed): boolean {
  if (!version.atLeast('3.0') || backend !== 'tensorflow' || feed === 'arrays') return false;
  return feed === 'fixed-generator' || (value === 'total' && version.within('3.0-3.1'));
}

/** Every rule for a value, oldest first; two of one title where backends differ. */
export function kerasLoops(feed: Feed, value: LoopValue): readonly LoopRule[] {
  return LOOPS.flatMap((loop) => {
    const version = new Version(loop.from);
    const backends = value === 'output' && version.atLeast('3.0') ? ['tensorflow', 'torch'] : ['tensorflow'];
    return backends.map((backend) => ruleOf(loop, version, value, { backend, feed }));
  });
}

function loopRule({ from, to, feed, tensorflow: _, name, others, ...rule }: KerasLoop, extraBatch: boolean): LoopRule {
  const newest = LOOPS[LOOPS.length - 1]!.to === to;
  const range = newest ? `${from} and later` : from === to ? from : `${from} – ${to}`;
  const fed = feed === 'generator' ? ' fit_generator' : extraBatch ? ', unknown length' : '';
  const bar = new Version(from).atLeast('3.0') ? 'keras3-bar' : 'keras-bar';
  return {
    framework: 'keras',
    bar,
    title: name ?? `Keras ${range}${fed}`,
    ...rule,
    ...(extraBatch ? { extraBatch } : {}),
  };
}
