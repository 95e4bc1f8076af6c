/**
 * The versions between which the training loop of Keras, its bars and lines changed: the one table of them
 * (keras.md, sections 0, A6 and D; read in Progbar, ProgbarLogger and the trackers of each). Loop rules,
 * progress output and the clues of a log name its eras.
 */
import { type Version, VersionRange } from '../../text/version.js';
import type { BarLook } from '../rule.js';

interface KerasEra {
  /** Of Keras; of those inside TensorFlow only, of TensorFlow. */
  readonly versions: VersionRange;
  /** Their Keras calls itself 2.4 or, up to TensorFlow 2.1, 2.2.4. */
  readonly inside?: 'tensorflow';
  readonly title: string;
  /** A version of it whose loop is known. */
  readonly known: string;
  readonly bar: BarLook;
  /** `fit_generator` stands beside `fit`, with a rule of its own. */
  readonly fitGenerator?: boolean;
}

const era = (versions: string, known: string, more: Partial<KerasEra> = {}): KerasEra => {
  const range = VersionRange.of(versions);
  return { versions: range, title: range.text, known, bar: 'brackets', ...more };
};
const inTensorflow = (versions: string, known: string, name: string): KerasEra =>
  era(versions, known, { inside: 'tensorflow', title: `${name} ${VersionRange.of(versions).text}` });
const LINE = { bar: 'line' } as const;

const TABLE = {
  '1.0': era('1.0-2.0.8', 'keras@2.0', { fitGenerator: true }),
  '2.0.9': era('2.0.9-2.2', 'keras@2.2.4', { fitGenerator: true }),
  '2.3': era('2.3', 'keras@2.3.1', { fitGenerator: true }),
  'tensorflow 1.13': inTensorflow('1.13-2.1', 'tensorflow@2.1', 'tf.keras'),
  '2.4': era('2.4', 'tensorflow@2.3'),
  'tensorflow 2.4': inTensorflow('2.4', 'tensorflow@2.4', 'TensorFlow'),
  '2.5': era('2.5', 'keras@2.5.0'),
  '2.6': era('2.6', 'keras@2.6.0'),
  '2.7': era('2.7-2.8', 'keras@2.8.0'),
  '2.9': era('2.9-2.15', 'keras@2.15.0'),
  '3.0': era('3.0-3.1', 'keras@3.1.1', LINE),
  '3.2': era('3.2-3.10', 'keras@3.10.0', LINE),
  '3.11': era('3.11-3.14', 'keras@3.12.0', LINE),
  '3.15': era('3.15-', 'keras@3.15.1', LINE),
} as const satisfies Readonly<Record<string, KerasEra>>;

/** An era, by the version that it begins with. */
export type EraName = keyof typeof TABLE;
/** Oldest first. */
export const ERA_NAMES = Object.keys(TABLE) as EraName[];
export const KERAS_ERAS: Readonly<Record<EraName, KerasEra>> = TABLE;

/** Both ends included. */
export function erasBetween(from: EraName, to: EraName): readonly EraName[] {
  return ERA_NAMES.slice(ERA_NAMES.indexOf(from), ERA_NAMES.indexOf(to) + 1);
}

/**
 * @param version of Keras
 * @param tensorflow that it is inside of
 * @returns undefined for a version of none
 */
export function eraOf(version: Version, tensorflow?: Version): EraName | undefined {
  const inside = ERA_NAMES.find((name) => {
    const { inside: of, versions } = KERAS_ERAS[name];
    return of !== undefined && tensorflow !== undefined && versions.includes(tensorflow);
  });
  return (
    inside ??
    ERA_NAMES.find((name) => !KERAS_ERAS[name].inside && KERAS_ERAS[name].versions.includes(version))
  );
}

export function isKeras3(version: Version): boolean {
  return version.atLeast('3.0');
}

/** The losses of single outputs are not in the logs. */
export const OUTPUTS_HIDDEN = VersionRange.of('3.0-3.4');
/** Those of single outputs were multiplied by their weight. */
export const OUTPUTS_WEIGHTED = VersionRange.of('3.5-3.6');
/** Callbacks run in threads on jax (callbacks/callback_list.py, `IS_THREAD_SAFE`). */
export const THREADED = VersionRange.of('3.5-');
