/** Keras: which of its versions print lines of such a form (read in Progbar and verbose=2 of Keras 1 – 3). */
import { ERA_NAMES, type EraName, erasBetween, KERAS_ERAS } from '../../loops/keras/eras.js';
import { INTERVAL } from '../../loops/keras/progbar.js';
import { VersionRange } from '../../text/version.js';
import type { Trait } from '../lines/line.js';
import type { Producer, ProducerBar, ProducerVersions } from '../lines/producer.js';

const BRACKETS = ERA_NAMES.filter((name) => KERAS_ERAS[name].bar === 'brackets');
const LINE = ERA_NAMES.filter((name) => KERAS_ERAS[name].bar === 'line');

const CLUES: Readonly<Partial<Record<Trait, readonly EraName[]>>> = {
  'bar-30': BRACKETS,
  'bar-20': LINE,
  // In Keras 3 every line has it; there the bar tells already.
  'per-step': erasBetween('2.0.9', '3.15'),
  // Up to 2.0.8 the Progbar knows no length but a given one.
  'unknown-total': erasBetween('2.0.9', '3.15'),
  'elapsed-only': ['1.0'],
  'per-sample': ['tensorflow 1.13'],
  'per-epoch': erasBetween('2.7', '2.9'),
  'verbose2-keras3': LINE,
  'verbose2-plain': erasBetween('1.0', 'tensorflow 1.13'),
  'verbose2-counter': erasBetween('tensorflow 1.13', '2.6'),
  'train-on-validate': erasBetween('1.0', 'tensorflow 1.13'),
  'train-on': ['tensorflow 1.13'],
  'train-for': ['tensorflow 1.13'],
  'checkpoint-5-digits': erasBetween('1.0', '2.7'),
  'checkpoint-plain': erasBetween('2.9', '3.15'),
  'counts-samples': erasBetween('1.0', 'tensorflow 1.13'),
  'short-metric-names': erasBetween('2.3', '3.15'),
  'checkpoint-none': erasBetween('3.11', '3.15'),
  'checkpoint-finished': erasBetween('3.11', '3.15'),
};

const VERSIONS: ProducerVersions = {
  eras: ERA_NAMES,
  clues: [
    ...Object.entries(CLUES).map(([trait, eras]) => ({ traits: [trait as Trait] as const, eras })),
    { traits: ['bar-30', 'last-twice'], eras: erasBetween('2.4', '2.9') },
  ],
  averaging: {
    once: [...BRACKETS.filter((name) => name !== 'tensorflow 2.4'), '3.15'],
    twice: ['tensorflow 2.4', ...erasBetween('3.0', '3.11')],
    repeat: ['tensorflow 2.4', ...erasBetween('3.0', '3.2')],
    exact: ['3.11'],
  },
  rare: ['2.4', 'tensorflow 2.4'],
  byFeed: ERA_NAMES.filter((name) => KERAS_ERAS[name].fitGenerator),
  title: (eras) => titleOf(eras as readonly EraName[]),
  frameworks: (eras) => (eras as readonly EraName[]).map((name) => KERAS_ERAS[name].known),
};

function titleOf(eras: readonly EraName[]): string {
  const own = eras.map((name) => KERAS_ERAS[name]).filter((era) => era.inside === undefined);
  if (own.length === 0) return KERAS_ERAS[eras[0]!].title;
  const range = new VersionRange(own[0]!.versions.from, own[own.length - 1]!.versions.to);
  // Its Keras calls itself 2.2.4: a range that begins later does not hold it.
  const alone = eras.includes('tensorflow 1.13') && !eras.includes('2.0.9');
  return `Keras ${range.text}${alone ? `, ${KERAS_ERAS['tensorflow 1.13'].title}` : ''}`;
}

export const KERAS: Producer = { versions: VERSIONS, titlesAreForms: true, sumsOutputs: true };

const BAR = {
  seconds: INTERVAL,
  sooner: { trait: 'elapsed-only', seconds: 0.01, title: 'Keras 1.2.1' },
} as const;

/** Its bar is that of an era. @param bar facts of its look */
const withBar = (bar: Omit<ProducerBar, keyof typeof BAR>): Producer => ({
  ...KERAS,
  bar: { ...BAR, ...bar },
  repeatsStates: true,
});

/** The bar of Keras 1 and 2, which counts samples of arrays up to 2.3 and up to TensorFlow 2.1. */
export const KERAS_BRACKETS = withBar({
  look: 'brackets',
  averagesOnce: true,
  mayCountSamples: true,
  drawsFirst: true,
  timesOnEach: false,
});

/** The bar of Keras 3. On jax updates overtake each other: the first drawn may be a later one. */
export const KERAS_LINE = withBar({
  look: 'line',
  averagesOnce: false,
  mayCountSamples: false,
  drawsFirst: false,
  timesOnEach: true,
});

/** `verbose=2`: with several epochs a header comes before the line of each. */
export const KERAS_ROWS: Producer = { ...KERAS, rowsHaveHeaders: true };
