/**
 * What `fit` of Keras makes of its batches' losses, by version range (keras.md, sections 0, A6 and D; read in
 * Progbar, ProgbarLogger, BaseLogger and the trackers of each range).
 */

import { Version, VersionRange } from '../../text/version.js';
import type { Feed, LoopRule, LoopUse, LoopValue } from '../rule.js';
import {
  type EraName,
  eraOf,
  erasBetween,
  isKeras3,
  KERAS_ERAS,
  OUTPUTS_WEIGHTED,
  THREADED,
} from './eras.js';

interface KerasLoop extends Omit<LoopRule, 'framework' | 'title'> {
  readonly eras: readonly EraName[];
  readonly feed?: 'arrays' | 'generator';
  /** Of `title`, where the versions alone do not say it. */
  readonly name?: string;
  /** Where outputs and metrics differ from the total. */
  readonly others?: Partial<Record<Exclude<LoopValue, 'total'>, Partial<LoopRule>>>;
  /** Of a loss with the reduction `none`. */
  readonly unreduced?: Partial<LoopRule>;
}

/** The oldest version whose loop was read. */
const OLDEST = '2.0';

const FLOAT64 = { average: 'rows', arithmetic: 'float64' } as const;
const FLOAT32 = { average: 'rows', arithmetic: 'float32' } as const;
/** The display prints the running average that it is handed. */
const SHOWN = {
  handed: 'average',
  display: 'shows',
  last: 'average',
  verbose2: 'average',
  evaluate: 'rows',
} as const;
/** Of arrays up to 2.3: the display is handed each batch's loss and counts it by its rows. */
const ARRAYS = {
  ...FLOAT64,
  handed: 'batch',
  display: 'averages rows',
  last: 'display',
  verbose2: 'last',
  evaluate: 'rows',
} as const;
/**
 * Of `fit_generator` up to 2.3: the display averages the batches, and at the end the epoch's number
 * with them.
 */
const GENERATOR = {
  ...FLOAT64,
  handed: 'batch',
  display: 'averages',
  last: 'again',
  verbose2: 'last',
} as const;
/**
 * Keras 2.3's trackers of single outputs count every batch alike; its metrics count rows. Both are float32
 * variables.
 */
const TRACKED = {
  output: { ...SHOWN, average: 'batches', arithmetic: 'float32' },
  metric: { ...SHOWN, average: 'rows', arithmetic: 'float32' },
} as const;

/**
 * Of the reduction `none` the tracker gets the batch's scores instead of their mean: it counts each of them
 * (3.0 – 3.1), and up to 2.15 each as often as the batch has rows (measured with 2.9.0, 2.15.0 and 3.1.1).
 */
const SQUARED = { unreduced: { average: 'squared rows', evaluate: 'squared rows' } } as const;
const EACH_SCORE = { unreduced: { average: 'rows', evaluate: 'rows' } } as const;

const LOOPS: readonly KerasLoop[] = [
  {
    eras: erasBetween('1.0', '2.0.9'),
    feed: 'arrays',
    ...ARRAYS,
    source: 'keras 2.2.4, engine/training_arrays.py, callbacks.py, utils/generic_utils.py',
  },
  {
    eras: erasBetween('1.0', '2.0.9'),
    feed: 'generator',
    ...GENERATOR,
    evaluate: 'rows',
    source: 'keras 2.2.4, engine/training_generator.py',
  },
  {
    eras: ['2.3'],
    feed: 'arrays',
    ...ARRAYS,
    others: TRACKED,
    source: 'keras 2.3.1, engine/training_arrays.py, callbacks/callbacks.py',
  },
  {
    eras: ['2.3'],
    feed: 'generator',
    ...GENERATOR,
    evaluate: 'last batch',
    others: TRACKED,
    source: 'keras 2.3.1, engine/training_generator.py',
  },
  {
    eras: ['tensorflow 1.13'],
    ...SQUARED,
    feed: 'arrays',
    name: 'TensorFlow up to 2.1',
    ...ARRAYS,
    others: TRACKED,
    source:
      'tensorflow 2.1.0, python/keras/engine/training_v2.py, training_utils.py MetricsAggregator, ' +
      'callbacks.py',
  },
  {
    eras: ['tensorflow 1.13'],
    ...SQUARED,
    feed: 'generator',
    name: 'TensorFlow up to 2.1, steps',
    average: 'batches',
    arithmetic: 'float64',
    handed: 'batch',
    display: 'averages',
    last: 'display',
    verbose2: 'last',
    evaluate: 'batches',
    others: TRACKED,
    source:
      'tensorflow 2.1.0, python/keras/engine/training_v2.py, training_utils.py MetricsAggregator, ' +
      'callbacks.py',
  },
  {
    eras: ['tensorflow 2.4'],
    ...SQUARED,
    name: 'TensorFlow 2.4',
    ...FLOAT32,
    handed: 'average',
    display: 'averages',
    last: 'again',
    verbose2: 'average',
    evaluate: 'rows',
    source:
      'tensorflow 2.4.4, python/keras/callbacks.py ProgbarLogger: it asks for the stateful metrics ' +
      'before the first batch makes them',
  },
  {
    eras: erasBetween('2.4', '2.9').filter((name) => !KERAS_ERAS[name].inside),
    ...SQUARED,
    ...FLOAT32,
    ...SHOWN,
    source:
      'keras 2.15.0, callbacks.py ProgbarLogger: every metric of the model is stateful (TensorFlow 2.4 ' +
      'has a rule of its own)',
  },
  {
    eras: ['3.0'],
    ...EACH_SCORE,
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
    eras: ['3.2'],
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
    eras: ['3.11'],
    ...FLOAT32,
    handed: 'average',
    display: 'averages',
    last: 'average',
    verbose2: 'average',
    evaluate: 'rows',
    source: 'keras 3.12.0, callbacks/progbar_logger.py (issue 21301)',
  },
  {
    eras: ['3.15'],
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
  const era = eraOf(version, options.tensorflow);
  const loop = LOOPS.find((l) => era !== undefined && l.eras.includes(era) && (l.feed ?? own) === own);
  if (!loop) throw new Error(`no loop rule for Keras ${version.text}`);
  const rule = ruleOf(loop, version, value, { backend: options.backend, feed });
  return value === 'total' && options.reduction === 'none' ? { ...rule, ...loop.unreduced } : rule;
}

function ruleOf(
  loop: KerasLoop,
  version: Version,
  value: LoopValue,
  { backend, feed }: { readonly backend: string; readonly feed: Feed },
): LoopRule {
  const own = loopRule(loop, isKeras3(version) && countsExtraBatch(loop, value, backend, feed));
  const rule = THREADED.includes(version) ? { ...own, threaded: true } : own;
  if (value === 'total') return rule;
  // The trackers of single outputs do not know the batch size in TensorFlow's graphs (keras.md, A6 example
  // 7).
  const unsized = value === 'output' && isKeras3(version) && backend === 'tensorflow';
  return {
    ...rule,
    ...loop.others?.[value],
    ...(unsized ? { average: 'batches', evaluate: 'batches' } : {}),
    ...(value === 'output' && OUTPUTS_WEIGHTED.includes(version) ? { weighted: true } : {}),
  };
}

/**
 * On TensorFlow, Keras 3 asks a dataset of unknown length for one batch more than it has. The step that fails
 * still adds its count to the trackers: to all of them where the size of a batch is known beforehand, and in
 * 3.0 – 3.1, whose loss counts batches, to that always (measured with 3.1.1, 3.6.0, 3.10.0, 3.12.0 and
 * 3.15.1, fixtures/logs/corpus, unknown-fixed).
 */
function countsExtraBatch(loop: KerasLoop, value: LoopValue, backend: string, feed: Feed): boolean {
  if (backend !== 'tensorflow' || feed === 'arrays') return false;
  return feed === 'fixed-generator' || (value === 'total' && loop.average === 'batches');
}

/** Every rule for a value, oldest first; two of one title where backends differ. */
export function kerasLoops(feed: Feed, value: LoopValue): readonly LoopRule[] {
  return LOOPS.flatMap((loop) => {
    const version = new Version(rangeOf(loop).from ?? OLDEST);
    const backends = value === 'output' && isKeras3(version) ? ['tensorflow', 'torch'] : ['tensorflow'];
    return backends.map((backend) => ruleOf(loop, version, value, { backend, feed }));
  });
}

/** The versions of Keras that a rule is for; of those inside TensorFlow their Keras' own number. */
function rangeOf({ eras }: KerasLoop): VersionRange {
  const [first, last] = [KERAS_ERAS[eras[0]!], KERAS_ERAS[eras[eras.length - 1]!]];
  if (first.inside) return VersionRange.of('2.4');
  const { from } = first.versions;
  const known = from === undefined || !new Version(from).atLeast(OLDEST) ? OLDEST : from;
  return new VersionRange(known, last.versions.to);
}

function loopRule(
  { eras, feed, name, others: _, unreduced: __, ...rule }: KerasLoop,
  extraBatch: boolean,
): LoopRule {
  const fed = feed === 'generator' ? ' fit_generator' : extraBatch ? ', unknown length' : '';
  return {
    framework: 'keras',
    bar: KERAS_ERAS[eras[0]!].bar,
    title: name ?? `Keras ${rangeOf({ eras, ...rule }).text}${fed}`,
    ...rule,
    ...(extraBatch ? { extraBatch } : {}),
  };
}
