/** The result of `unroll`: what a log says, lazily, for logs of a million lines. */

/**
 * - `running`: the mean of all steps of the epoch so far
 * - `double`: the mean of the running averages so far (the bar of Keras 3.0 – 3.14)
 * - `undecided`: one of these two: each interval has both as alternatives
 * - `window`: the mean of the steps since the line before
 * - `moving`: the mean of the last 20 steps
 * - `median`: the median of the last 20 steps
 * - `value`: as printed; whether an average is not in the log
 * - `state`: a metric that is no mean over batches
 * - `averaged-state`: the mean of its values so far (the bar of Keras 3.0 – 3.14)
 * - `evaluation`: a value of the validation
 */
export type Averaging =
  | 'running'
  | 'double'
  | 'undecided'
  | 'window'
  | 'moving'
  | 'median'
  | 'value'
  | 'state'
  | 'averaged-state'
  | 'evaluation';
/** Rules under which a value stands for itself: nothing has to be decoded. */
export const VALUE_RULES: ReadonlySet<Averaging> = new Set(['value', 'median', 'evaluation', 'state']);

/** The line of the log that a value stands in: values of one line belong together. Not part of the JSON. */
export const LINE = Symbol('line');

export interface Interval {
  [LINE]?: number;
  /** Steps, both included. */
  from: number;
  to: number;
  /** Of a line that names its epoch itself. */
  epoch?: number;
  printed: number;
  /** Mean of the steps `mean_from` … `to`. */
  mean?: number;
  mean_from?: number;
  /** The true mean lies within ± this, whatever the log leaves open, where no `if` stands beside it. */
  bound?: number;
  /** The mean and its bound hold if this does: `all batches are equal`. */
  if?: string;
  /** Where the mean lies for every size of the last batch, if the rest of `if` holds. */
  range?: [number, number];
  /** For `double`: the mean of the true running averages over these steps. */
  running?: number;
  running_bound?: number;
  /** Where the log does not tell how it was averaged: what each way gives, beside the likeliest or instead of one. */
  alternatives?: Alternative[];
  mark?: Mark;
}

/**
 * What no rounding explains.
 * - `not finite`: a value stays so from these steps on; `finite again`: no average comes back from NaN
 * - `no share`, `below zero`: no mean of the metric is such; `negative`: all printed averages are above 0, this mean is below
 * - `share above one`: of a metric that counts
 * - `filtered`: of a loss that a NaN filter made 0; `filtered or zero`, where only the 0 shows; `perhaps filtered`: only the gradient shows it
 * - `all zero`: loss and gradient
 */
export type Mark =
  | { code: 'not finite'; from: number; to: number }
  | { code: 'no share' | 'below zero' | 'share above one'; metric: string }
  | { code: 'finite again' | 'negative' | 'filtered' | 'perhaps filtered' | 'filtered or zero' | 'all zero' };

export interface Alternative {
  /** WAYS and conditions, joined by commas. */
  if: string;
  mean?: number;
  mean_from?: number;
  bound?: number;
  range?: [number, number];
}

/** Parts of an alternative's `if` that name a way of averaging; the others are conditions. */
export const WAYS: ReadonlySet<string> = new Set([
  'running averages',
  'averages of averages',
  'rows count',
  'batches count',
  'fit_generator',
  'means since the line before',
]);

export interface UnrollMetric {
  name: string;
  rule: Averaging;
  /** Running averages, unless TensorFlow 2.4 wrote them. Not part of the JSON, whose intervals say it. */
  assumed?: boolean;
  intervals(): Iterable<Interval>;
}

/** Which lines of an epoch a log has, and why not others. */
export interface Redraw {
  lines: 'every' | 'mostly every' | 'two' | 'not every' | 'samples or steps';
  /** What is counted. */
  noun: 'step' | 'sample' | 'batch';
  /** Every how many steps a line was printed, where that is regular. */
  every?: number;
  milliseconds_per_step?: number;
  /** Of counters that may be samples: a size that their batches may have, and whether a line of each is there. */
  batch?: { size: number; each: boolean };
  /** A bar is redrawn when so many seconds have passed; `sooner` by older versions that may have written it. */
  clock?: { seconds: number; sooner?: { seconds: number; title: string } };
  time?: RedrawTime;
  first_missing?: boolean;
}

/** Does the time of a step explain which lines are there? */
export interface RedrawTime {
  says: 'explains' | 'too long' | 'with its ends' | 'about';
  /** Of one step or batch. */
  seconds: number;
  /** Every how many of them would be drawn. */
  expected: number;
}

export interface UnrollEpoch {
  epoch: number;
  epochs?: number;
  total?: number;
  printed: number;
  /** Steps among them; undefined where the counters may count samples. Not part of the JSON. */
  steps?: number;
  redraw?: Redraw;
  metrics: UnrollMetric[];
}

export interface UnrollSeries {
  format: string;
  title: string;
  /** The title names the form alone: the versions stand in front of it. Not part of the JSON. */
  form_title: boolean;
  kind: 'progress' | 'epoch' | 'window' | 'summary';
  /** What `from` and `to` of the intervals count; `line` where the log has no counter. */
  unit: 'step' | 'sample' | 'epoch' | 'line';
  metrics: string[];
  epoch_count: number;
  rows: number;
  epochs(): Iterable<UnrollEpoch>;
}

/** `total = Σ weight · output + residual` over the lines. */
export interface OutputWeights {
  series: string;
  total: string;
  weights: Record<string, number>;
  /** The residual that all lines allow, ± its bound; of one that is not constant the middle of its range and half of it. */
  residual: number;
  residual_bound: number;
  residual_range: [number, number];
  /** Does one residual lie within what the printed digits allow, on every line? */
  constant: boolean;
  lines: number;
  how: 'ones' | 'fitted' | 'given';
}

/** `metric(k) = factor · metric(k - 1) + (1 - factor) · of(k)` on all neighbouring lines. */
export interface MovingAverage {
  series: string;
  metric: string;
  of: string;
  /** All usual ones that the printed digits allow. */
  factors: number[];
  lines: number;
}

/** The printed values held against an audit's arrays. */
export interface Matches {
  batches: number;
  batch_size: number;
  /** Averaging rules; those that give the same numbers for these batches share one text. */
  rules: { title: string; lines: number }[];
  /** Printed values compared; `lines` holds the first of them only where there are very many. */
  compared: number;
  reproduced: number;
  /** Epochs of the log of which the arrays give no value: they are of another one. Not compared. */
  other_epochs?: number[];
  lines: LineMatch[];
}

/** Do the arrays give a printed value? */
export interface LineMatch {
  series: string;
  epoch: number;
  step: number;
  metric: string;
  printed: number;
  /** The averaging rules under which the arrays give it; empty where none does. */
  rules: string[];
  nearest: number;
}

/**
 * What the log holds and the report does not show, by kind:
 * - `line`: lines of no known format
 * - `setting`: clocks, sizes, rates and counters beside the values
 * - `number`: numbers that may be a metric's, but whose name or notation is not known
 * - `cut-number`: numbers at the end of lines that lost digits
 * - `bar`: values of bars over other data, or whose step is not known
 * - `name`: values under names too many
 * - `long-line`: the rest of lines over 64 KB that cannot be parted
 */
export interface LeftAside {
  what: 'line' | 'setting' | 'number' | 'cut-number' | 'bar' | 'name' | 'long-line';
  count: number;
  names?: string[];
  example: string;
}

export interface UnrollReport {
  log: { file: string; bytes: number; lines: number; recognised: number; unrecognised?: string };
  /** `why`: the clues that left other versions out; their words are in clues.ts. */
  versions?: { range: string; why: readonly string[] };
  series: UnrollSeries[];
  output_weights: OutputWeights[];
  moving_averages: MovingAverage[];
  matches?: Matches;
  notes: string[];
  left_aside: LeftAside[];
}
