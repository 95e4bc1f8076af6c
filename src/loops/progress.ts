/** What a framework's progress output is made of: the numbers of its lines, and a clock. */
import type { Feed, LoopValue } from './rule.js';

/** One value of a line, in the order in which the version prints them. */
export interface ProgressValue {
  readonly name: string;
  /** What the line of each update shows; the last entry is for the line that ends the epoch. */
  readonly shown: ArrayLike<number>;
  /** Only the line that ends the epoch has it: `val_loss`. */
  readonly lastOnly?: boolean;
}

export interface ProgressEpoch {
  /** What the counter stands at after each batch: steps, or samples. */
  readonly counts: ArrayLike<number>;
  readonly values: readonly ProgressValue[];
  /**
   * Seconds since the start at each update: one per batch, and from 2.4 on one more for the line that ends
   * the epoch.
   */
  readonly elapsed: ArrayLike<number>;
  /** The first epoch of a generator: until its end Keras 2.4 and later do not know its length. */
  readonly unknownLength?: boolean;
}

export interface ProgressOptions {
  readonly verbose: 1 | 2;
  /** Where the output goes. */
  readonly display: 'tty' | 'pipe';
  /** `evaluate` and `predict` have no `Epoch 1/1`. */
  readonly header: boolean;
}

/** How one version of a framework writes its progress. */
export interface ProgressStyle {
  /** Lines of an epoch of so many batches, skipped ones included. */
  updates(batches: number): number;
  /** Do the counters count rows, not batches? */
  countsRows(feed: Feed): boolean;
  /** Is the number of batches unknown in the first epoch? */
  unknownLength(feed: Feed): boolean;
  /** Are numbers of this kind in the lines? */
  shows(value: LoopValue): boolean;
  /** The names of a line in the order in which they are printed. */
  order(names: readonly string[]): string[];
  /** The bytes. */
  write(epochs: readonly ProgressEpoch[], options: ProgressOptions): string;
}
