/**
 * What `fit` of each Keras shows and records for given batch losses (semantics/keras.md, section D, and
 * reported fault A2).
 */
import { double, f32, running } from './numbers.js';
import type { Column } from './types.js';

export interface KerasEra {
  readonly name: string;
  /** Versions a user might name, truthfully. */
  readonly frameworks: readonly string[];
  /** For `versions.range`. */
  readonly version: readonly [number, number];
  readonly oldTensorFlow?: boolean;
  readonly form: 'keras 2' | 'tf 2.1' | 'tf 2.2' | 'keras 3';
  readonly verbose2: 'plain' | 'counter' | 'times last' | 'times first';
  /** `elapsed only` up to 2.0.8. */
  readonly times?: false;
  readonly round: (x: number) => number;
  readonly feed: 'arrays' | 'generator';
  /** What stands in the bar: the running average, or the mean of the running averages so far. */
  readonly bar: 'running' | 'double';
  /** The line that ends the epoch: its record, or averaged once more with it. */
  readonly last: 'record' | 'again';
  /** What an average of loss, output losses and metrics counts. */
  readonly counts: {
    readonly loss: Column['counts'];
    readonly output: Column['counts'];
    readonly metric: Column['counts'];
  };
  /** 2.3 shows output losses and metrics as they stand, beside a loss that it averages itself. */
  readonly othersAsTheyStand?: boolean;
  readonly outputs: boolean;
  /** The displayed mean is a float32. */
  readonly roundsShown?: boolean;
}

const ROWS = { loss: 'rows', output: 'rows', metric: 'rows' } as const;
const BATCHED_OUTPUTS = { loss: 'rows', output: 'batches', metric: 'rows' } as const;
const K2 = { form: 'keras 2', verbose2: 'plain', round: double, bar: 'running', outputs: true } as const;
const TF2 = {
  form: 'tf 2.2',
  round: f32,
  feed: 'arrays',
  bar: 'running',
  last: 'record',
  counts: ROWS,
  outputs: true,
} as const;
const K3 = {
  form: 'keras 3',
  verbose2: 'times first',
  round: f32,
  feed: 'arrays',
  roundsShown: true,
} as const;

export const KERAS: readonly KerasEra[] = [
  {
    ...K2,
    name: 'Keras 2.0 arrays',
    frameworks: ['keras@2.0'],
    version: [2, 0],
    times: false,
    feed: 'arrays',
    last: 'record',
    counts: ROWS,
  },
  {
    ...K2,
    name: 'Keras 2.2 arrays',
    frameworks: ['keras@2.2', 'keras@2.2.5', 'keras@2.1'],
    version: [2, 2],
    feed: 'arrays',
    last: 'record',
    counts: ROWS,
  },
  {
    ...K2,
    name: 'Keras 2.2 fit_generator',
    frameworks: ['keras@2.2.4'],
    version: [2, 2],
    feed: 'generator',
    last: 'again',
    counts: ROWS,
  },
  {
    ...K2,
    name: 'Keras 2.3 arrays',
    frameworks: ['keras@2.3'],
    version: [2, 3],
    feed: 'arrays',
    last: 'record',
    counts: BATCHED_OUTPUTS,
    othersAsTheyStand: true,
  },
  {
    ...K2,
    name: 'Keras 2.3 fit_generator',
    frameworks: ['keras@2.3.1'],
    version: [2, 3],
    feed: 'generator',
    last: 'again',
    counts: BATCHED_OUTPUTS,
    othersAsTheyStand: true,
  },
  {
    ...K2,
    name: 'TensorFlow 2.0 – 2.1 arrays',
    frameworks: [],
    version: [2, 2],
    oldTensorFlow: true,
    form: 'tf 2.1',
    verbose2: 'counter',
    feed: 'arrays',
    last: 'record',
    counts: BATCHED_OUTPUTS,
    othersAsTheyStand: true,
  },
  {
    ...TF2,
    name: 'TensorFlow 2.2 – 2.3',
    frameworks: ['tensorflow@2.3', 'tensorflow@2.2'],
    version: [2, 4],
    verbose2: 'counter',
  },
  {
    ...TF2,
    name: 'TensorFlow 2.4',
    frameworks: ['tensorflow@2.4'],
    version: [2, 4],
    verbose2: 'counter',
    bar: 'double',
    last: 'again',
  },
  {
    ...TF2,
    name: 'Keras 2.5 – 2.6',
    frameworks: ['keras@2.6', 'keras@2.5'],
    version: [2, 5],
    verbose2: 'counter',
  },
  { ...TF2, name: 'Keras 2.7 – 2.8', frameworks: ['keras@2.8'], version: [2, 8], verbose2: 'times last' },
  {
    ...TF2,
    name: 'Keras 2.9 – 2.15',
    frameworks: ['keras@2.15', 'keras@2.10'],
    version: [2, 12],
    verbose2: 'times last',
  },
  {
    ...K3,
    name: 'Keras 3.0 – 3.1',
    frameworks: ['keras@3.1', 'keras@3.0.5'],
    version: [3, 1],
    bar: 'double',
    last: 'again',
    counts: { loss: 'batches', output: 'batches', metric: 'rows' },
    outputs: false,
  },
  {
    ...K3,
    name: 'Keras 3.2 – 3.4',
    frameworks: ['keras@3.4'],
    version: [3, 4],
    bar: 'double',
    last: 'again',
    counts: BATCHED_OUTPUTS,
    outputs: false,
  },
  {
    ...K3,
    name: 'Keras 3.7 – 3.10',
    frameworks: ['keras@3.10', 'keras@3.8'],
    version: [3, 8],
    bar: 'double',
    last: 'again',
    counts: BATCHED_OUTPUTS,
    outputs: true,
  },
  {
    ...K3,
    name: 'Keras 3.11 – 3.14',
    frameworks: ['keras@3.12', 'keras@3.14'],
    version: [3, 12],
    bar: 'double',
    last: 'record',
    counts: BATCHED_OUTPUTS,
    outputs: true,
    roundsShown: false,
  },
  {
    ...K3,
    name: 'Keras 3.15',
    frameworks: ['keras@3.15'],
    version: [3, 15],
    bar: 'running',
    last: 'record',
    counts: BATCHED_OUTPUTS,
    outputs: true,
    roundsShown: false,
  },
];

export interface Shown {
  /** At each step. */
  readonly bar: readonly number[];
  readonly last: number;
  /** What History, CSVLogger and verbose=2 hold. */
  readonly record: number;
}

/** @param extra rows (or 1 batch) that the epoch's record counts too many, with a loss of 0 */
export function shownOf(
  era: KerasEra,
  kind: 'loss' | 'output' | 'metric',
  { values, counts }: Column,
  sizes: readonly number[],
  extra: boolean,
): Shown {
  const weights = counts === 'rows' ? sizes : sizes.map(() => 1);
  // Trackers are float32 since there are some; only the loss of 2.3 is still averaged in Python.
  const round = era.othersAsTheyStand && kind !== 'loss' ? f32 : era.round;
  const running_ = running(values, weights, round);
  let record = running_[running_.length - 1];
  if (extra) record = running([...values, 0], [...weights, weights[0]], round)[values.length];
  if (era.form === 'keras 2' || era.form === 'tf 2.1') return old(era, kind, values, running_, record);
  if (era.bar === 'running') return { bar: running_, last: record, record };
  const shown = era.roundsShown ? f32 : double;
  const sums = running(
    running_,
    running_.map(() => 1),
    double,
  );
  const again = (sums[sums.length - 1] * values.length + record) / (values.length + 1);
  return { bar: sums.map(shown), last: era.last === 'again' ? shown(again) : record, record };
}

/** The bar averages what it is handed itself: raw batch values, by rows where it counts samples. */
function old(
  era: KerasEra,
  kind: string,
  values: readonly number[],
  own: readonly number[],
  record: number,
): Shown {
  if (era.feed === 'arrays' || (kind !== 'loss' && era.othersAsTheyStand))
    return { bar: own, last: record, record };
  const plain = running(
    values,
    values.map(() => 1),
    double,
  );
  return {
    bar: plain,
    last: (plain[plain.length - 1] * values.length + record) / (values.length + 1),
    record,
  };
}
