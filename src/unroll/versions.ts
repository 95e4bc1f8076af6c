/** Which versions print lines of such a form (forms: semantics of the Progbar and of verbose=2, Keras 1 – 3). */
import type { Trait } from '../logs/lines/line.js';
import type { FinalRule } from './averages/decode.js';

/** Versions between which the form of a line changed, oldest first. */
const ERAS = [
  '1.0 – 2.0.8',
  '2.0.9 – 2.2',
  '2.3',
  'tf.keras 1.13 – 2.1',
  '2.4',
  'TensorFlow 2.4',
  '2.5 – 2.6',
  '2.7 – 2.8',
  '2.9 – 2.15',
  '3.0 – 3.1',
  '3.2 – 3.10',
  '3.11 – 3.14',
  '3.15+',
] as const;
export type Era = (typeof ERAS)[number];

const between = (from: Era, to: Era): readonly Era[] => ERAS.slice(ERAS.indexOf(from), ERAS.indexOf(to) + 1);
const KERAS2 = between('1.0 – 2.0.8', '2.9 – 2.15');
const KERAS3 = between('3.0 – 3.1', '3.15+');

interface Clue {
  readonly eras: readonly Era[];
  readonly why: string;
}

const CLUES: Readonly<Partial<Record<Trait, Clue>>> = {
  'bar-30': { eras: KERAS2, why: 'the bar is made of = and > in brackets, 30 wide' },
  'bar-20': { eras: KERAS3, why: 'the bar is 20 wide and the time per step follows it' },
  // In Keras 3 every line has it; there the bar tells already.
  'per-step': {
    eras: [...between('2.0.9 – 2.2', '2.9 – 2.15'), ...KERAS3],
    why: 'the last line of an epoch has the time per step',
  },
  // Up to 2.0.8 the Progbar knows no length but a given one.
  'unknown-total': {
    eras: [...between('2.0.9 – 2.2', '2.9 – 2.15'), ...KERAS3],
    why: 'the bar counts to an unknown total',
  },
  'elapsed-only': { eras: ['1.0 – 2.0.8'], why: 'the last line of an epoch has no time per step' },
  'per-sample': { eras: ['tf.keras 1.13 – 2.1'], why: 'the time is given per sample' },
  'per-epoch': { eras: between('2.7 – 2.8', '2.9 – 2.15'), why: 'the line ends with the time per epoch' },
  'verbose2-keras3': { eras: KERAS3, why: 'the time per step stands before the values' },
  'verbose2-plain': { eras: between('1.0 – 2.0.8', 'tf.keras 1.13 – 2.1'), why: 'a line of an epoch has no counter' },
  'verbose2-counter': {
    eras: between('tf.keras 1.13 – 2.1', '2.5 – 2.6'),
    why: 'a line of an epoch has a counter and no time per step',
  },
  'train-on-validate': {
    eras: between('1.0 – 2.0.8', 'tf.keras 1.13 – 2.1'),
    why: 'it says on how many samples it trains',
  },
  'train-on': { eras: ['tf.keras 1.13 – 2.1'], why: 'it says on how many samples it trains' },
  'train-for': { eras: ['tf.keras 1.13 – 2.1'], why: 'it says for how many steps it trains' },
  'checkpoint-5-digits': {
    eras: between('1.0 – 2.0.8', '2.7 – 2.8'),
    why: 'callbacks write the epoch with five digits',
  },
  'checkpoint-plain': {
    eras: [...between('2.9 – 2.15', '2.9 – 2.15'), ...KERAS3],
    why: 'callbacks write the epoch plainly',
  },
  'counts-samples': { eras: between('1.0 – 2.0.8', 'tf.keras 1.13 – 2.1'), why: 'the counters count samples' },
  'short-metric-names': {
    eras: [...between('2.3', '2.9 – 2.15'), ...KERAS3],
    why: 'metrics are named as they were given (mae, accuracy)',
  },
  'checkpoint-none': { eras: between('3.11 – 3.14', '3.15+'), why: 'the first checkpoint improved from None' },
  'checkpoint-finished': {
    eras: between('3.11 – 3.14', '3.15+'),
    why: 'the checkpoint says when it has finished saving',
  },
};

export interface VersionGuess {
  /** `Keras 2.4 – 2.15`; undefined where no line tells. */
  readonly range?: string;
  readonly why: readonly string[];
}

/** Versions of other programs with a form of their own. */
const OTHERS: Readonly<Partial<Record<Trait, { range: string; why: string }>>> = {
  repr: { range: 'transformers up to 4.57', why: 'numbers stand without quotes in the dict' },
  quoted: { range: 'transformers 5.0 and later', why: 'numbers are quoted, with four significant digits' },
};

export function otherVersions(traits: ReadonlySet<Trait>): VersionGuess {
  for (const trait of traits) {
    const known = OTHERS[trait];
    if (known) return { range: known.range, why: [known.why] };
  }
  return { why: [] };
}

/** What a Keras 3 bar averages: once, twice, or twice with a known last line. */
type Averaging = 'once' | 'twice' | FinalRule | undefined;

/** The ranges that the form of the lines leaves, and what excluded the others. */
export function erasOf(traits: ReadonlySet<Trait>, averaging: Averaging): { eras: readonly Era[]; why: string[] } {
  let eras: readonly Era[] = ERAS;
  const why: string[] = [];
  const narrow = ({ eras: possible, why: reason }: Clue) => {
    const left = eras.filter((e) => possible.includes(e));
    // Clues that exclude each other: several logs in one, or a form not known here.
    if (left.length === 0) return;
    if (left.length < eras.length) why.push(reason);
    eras = left;
  };
  for (const trait of traits) {
    const clue = CLUES[trait];
    if (clue) narrow(clue);
  }
  if (traits.has('bar-30') && traits.has('last-twice'))
    narrow({ eras: between('2.4', '2.9 – 2.15'), why: 'the last step is drawn twice' });
  if (averaging === 'twice')
    narrow({
      eras: ['TensorFlow 2.4', ...between('3.0 – 3.1', '3.11 – 3.14')],
      why: 'the bar shows averages of averages',
    });
  if (averaging === 'repeat')
    narrow({
      eras: ['TensorFlow 2.4', ...between('3.0 – 3.1', '3.2 – 3.10')],
      why: 'the bar shows averages of averages, and the last line averages once more',
    });
  if (averaging === 'exact')
    narrow({ eras: ['3.11 – 3.14'], why: "the bar shows averages of averages, and the last line is the epoch's mean" });
  if (averaging === 'once')
    narrow({
      eras: [...KERAS2.filter((e) => e !== 'TensorFlow 2.4'), '3.15+'],
      why: 'the lines of the last step show running averages',
    });
  return { eras, why };
}

export function kerasVersions(traits: ReadonlySet<Trait>, averaging: Averaging): VersionGuess {
  const { eras, why } = erasOf(traits, averaging);
  if (eras.length === ERAS.length) return { why: [] };
  return { range: rangeText(eras), why };
}

function rangeText(eras: readonly Era[]): string {
  const plain = eras.filter((e) => !/^(?:tf\.|TensorFlow)/.test(e));
  if (plain.length === 0) return eras[0]!;
  // Its Keras calls itself 2.2.4: a range that begins later does not hold it.
  const old = eras.includes('tf.keras 1.13 – 2.1') && !eras.includes('2.0.9 – 2.2') ? ', tf.keras 1.13 – 2.1' : '';
  return kerasText(plain) + old;
}

function kerasText(plain: readonly Era[]): string {
  const from = plain[0]!.split(' – ')[0]!.replace('+', '');
  const last = plain[plain.length - 1]!;
  const to = last.split(' – ').at(-1) as string;
  if (to.endsWith('+'))
    return plain.length === 1 ? `Keras ${to.replace('+', '')} and later` : `Keras ${from} and later`;
  return from === to ? `Keras ${from}` : `Keras ${from} – ${to}`;
}
