/** What a simulated program printed, and the truth behind it. */

/** The batch values behind one printed name, and what the program's average counts. */
export interface Column {
  readonly values: readonly number[];
  readonly counts: 'rows' | 'batches';
}

export interface SimulatedEpoch {
  /** Rows of each batch. */
  readonly sizes: readonly number[];
  readonly columns: Readonly<Record<string, Column>>;
  /** Of a log without counters: the steps, from 0, that each line is the mean of. */
  readonly spans?: readonly (readonly [number, number])[];
}

/** The options of `unroll`, as a user would give them. */
export interface Options {
  framework?: string;
  average?: 'running' | 'double' | 'window' | 'value';
  feed?: 'arrays' | 'generator';
  batchSize?: number;
  samples?: number;
  lossWeights?: Record<string, number>;
}

/** How a printed value came about; `epoch` is a finished epoch's mean. */
export type TrueRule =
  | 'running'
  | 'double'
  | 'window'
  | 'moving'
  | 'value'
  | 'median'
  | 'epoch'
  | 'window-of-setting';

export interface SimulatedLog {
  readonly producer: string;
  readonly text: string;
  readonly options: Options;
  readonly epochs: readonly SimulatedEpoch[];
  /** What the counters of the log count. */
  readonly counter: 'steps' | 'samples' | 'epochs' | 'lines';
  /** The counters go on through the epochs: then there is one epoch here, all steps of the training. */
  readonly rule: TrueRule;
  /** Of single metrics, where it differs. */
  readonly rules?: Readonly<Record<string, TrueRule>>;
  /** The Keras version, as a number to be compared: 2.15 is [2, 15]. */
  readonly version?: readonly [number, number];
  /** A tf.keras 2.0 – 2.1, which has no number of its own. */
  readonly oldTensorFlow?: boolean;
  /** Lines that the program printed were taken out. */
  readonly lost: boolean;
  /** Metrics whose last line of an epoch counts a batch of loss 0 too many. */
  readonly extra?: readonly string[];
  readonly feed?: 'arrays' | 'generator';
  /** The number of the first epoch, where lines name theirs: pastes may lack the first ones. */
  readonly firstEpoch?: number;
  /** The counters begin at 0. */
  readonly fromZero?: boolean;
  /** loss = Σ weight · output + penalty, of each batch. */
  readonly outputs?: {
    readonly weights: Readonly<Record<string, number>>;
    readonly penalty: 'none' | 'constant' | 'changing';
    readonly value: number;
  };
  /** Steps that a line covers, where it shows their mean. */
  readonly window?: number;
  /** Steps that a NaN filter left out. */
  readonly filtered?: boolean;
}
