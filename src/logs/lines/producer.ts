/**
 * What is known of the program that writes lines of a format, beside what the lines say themselves. A log
 * format names its producer; nobody asks for the name of a format. What is left out is not known, or not so.
 */
import type { BarLook } from '../../loops/rule.js';
import type { Trait } from './line.js';

/** What the values of some metrics of a program are, as its source says. */
export interface Meaning {
  readonly names: RegExp;
  /** `best`: the smallest or largest value so far; `shown`: of any set, that of an evaluation, too. */
  readonly rule:
    | 'value'
    | 'running'
    | 'window'
    | 'median'
    | 'exponential'
    | 'sum'
    | 'best'
    | 'evaluation'
    | 'shown';
  /** Behind `train_loss: `, without a full stop: `an exponential average of the batches (0.98, debiased)`. */
  readonly says: string;
}

export interface Producer {
  /** The first whose names fit tells; of a metric that none names nothing is known. */
  readonly means?: readonly Meaning[];
  /** What the counter of its rows counts, where that is no step. */
  readonly rows?: 'trial';
  /** Lines of its form are of any program: what their values are is not known. */
  readonly unknown?: true;
  /** Its progress bar, which shows averages and ends an epoch with a line of its own. */
  readonly bar?: ProducerBar;
  readonly versions?: ProducerVersions;
  /** The titles of its formats name their form alone: what stands before them is its versions. */
  readonly titlesAreForms?: boolean;
  /** It names the losses of single outputs, and their weighted sum is the total. */
  readonly sumsOutputs?: boolean;
  /** What its averages count alike. */
  readonly counts?: 'batches' | 'tokens';
  /** Names of metrics that are running averages. */
  readonly running?: RegExp;
  /** Where its counters begin unless a line shows it; at 1 if left out. */
  readonly counters?: 'mostly at 0' | 'at 0 or 1';
  /** It shows what came last once more before it shows a step's own values. */
  readonly repeatsStates?: boolean;
  /** A bar that has ended, on a new line and with other values, is the next one. */
  readonly newBarOnNewLine?: boolean;
  /** The line of an epoch follows its header: another without one is that of an evaluation. */
  readonly rowsHaveHeaders?: boolean;
  /** The line of a whole epoch repeats the last average of its steps. */
  readonly epochRepeatsLast?: boolean;
  /** Its lines may lack their steps, which bars beside them tell; or its bars may be those. */
  readonly steps?: 'of bars beside' | 'of lines beside';
  /** The metric whose values leave out steps that are not finite. */
  readonly filtered?: string;
}

export interface ProducerBar {
  readonly look: BarLook;
  /** It shows plain running averages, but in `rare` versions. */
  readonly averagesOnce: boolean;
  /** Some of its versions count samples, not steps. */
  readonly mayCountSamples: boolean;
  /** The first step is always drawn: where its line lacks, lines are missing. */
  readonly drawsFirst: boolean;
  /** Each line has the time that a step took so far, not the last alone. */
  readonly timesOnEach: boolean;
  /** It is redrawn when at least so many seconds have passed. */
  readonly seconds: number;
  /** Lines of such a form may be of versions that redraw it more often. */
  readonly sooner: { readonly trait: Trait; readonly seconds: number; readonly title: string };
}

/** What tells its versions apart. An era is a range of versions whose lines look alike and average alike. */
export interface ProducerVersions {
  /** Oldest first. */
  readonly eras: readonly string[];
  readonly clues: readonly Clue[];
  /** What the averages of a bar tell: once, twice, and then whether the last line averages once more. */
  readonly averaging?: Readonly<Record<'once' | 'twice' | 'repeat' | 'exact', readonly string[]>>;
  /** Averages are taken for those of all other versions, unless only these are left. */
  readonly rare?: readonly string[];
  /** Versions in which `fit_generator` averages otherwise than `fit`. */
  readonly byFeed?: readonly string[];
  /** `Keras 2.4 – 2.15`. */
  title(eras: readonly string[]): string;
  /** Versions, one of each era, whose training loop is known. */
  frameworks?(eras: readonly string[]): readonly string[];
}

interface Clue {
  /** Traits that the log must have; the lines' form alone, or with another. */
  readonly traits: readonly [Trait, ...Trait[]];
  readonly eras: readonly string[];
}
