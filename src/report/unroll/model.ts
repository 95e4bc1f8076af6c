/**
 * The result of `unroll`: what a log says, lazily, for logs of a million lines. Its parts are those of the
 * JSON (schema.ts); what JSON has in sentences is made when it is written.
 */
import type { UnrollJson } from './schema.js';

type SeriesJson = UnrollJson['series'][number];
type EpochJson = SeriesJson['epochs'][number];
type MetricJson = EpochJson['metrics'][number];

export type Averaging = MetricJson['rule'];
/** Rules under which a value stands for itself: nothing has to be decoded. */
export const VALUE_RULES: ReadonlySet<Averaging> = new Set([
  'value',
  'median',
  'evaluation',
  'state',
  'exponential',
  'sum',
  'best',
]);

/** The line of the log that a value stands in: values of one line belong together. Not part of the JSON. */
export const LINE = Symbol('line');

/**
 * What no rounding explains.
 * - `not finite`: a value stays so from these steps on; `finite again`: no average comes back from NaN
 * - `no share`, `below zero`: no mean of the metric is such; `negative`: all printed averages are above 0,
 *   this mean is below
 * - `share above one`: of a metric that counts
 * - `filtered`: of a loss that a NaN filter made 0; `filtered or zero`, where only the 0 shows; `perhaps
 *   filtered`: only the gradient shows it
 * - `all zero`: loss and gradient
 */
export type Mark =
  | { code: 'not finite'; from: number; to: number }
  | { code: 'no share' | 'below zero' | 'share above one'; metric: string }
  | { code: 'finite again' | 'negative' | 'filtered' | 'perhaps filtered' | 'filtered or zero' | 'all zero' };

/** Power of ten of the last digit that was printed, where that is above the unit. Not part of the JSON. */
export const DIGIT = Symbol('digit');

type IntervalJson = MetricJson['intervals'][number];
export type Interval = Omit<IntervalJson, 'mark'> & { [LINE]?: number; [DIGIT]?: number; mark?: Mark };
export type Alternative = NonNullable<Interval['alternatives']>[number];

/** Parts of an alternative's `if` that name a way of averaging; the others are conditions. */
export const WAYS: ReadonlySet<string> = new Set([
  'running averages',
  'averages of averages',
  'rows count',
  'batches count',
  'fit_generator',
  'means since the line before',
]);

export interface UnrollMetric extends Omit<MetricJson, 'sentence' | 'intervals'> {
  /** Running averages, unless TensorFlow 2.4 wrote them. Not part of the JSON, whose intervals say it. */
  assumed?: boolean;
  /** The value printed last. Not part of the JSON. */
  last(): number | undefined;
  /** @param from the first line (see `lines`) that is asked for; all if left out */
  intervals(from?: number): Iterable<Interval>;
  /** Of values that stand as they were printed, an interval each. Not part of the JSON. */
  lines?: PrintedLines;
}

/** Which lines have a value of a metric: so the last ones are found without reading those before. */
export interface PrintedLines {
  readonly from: number;
  /** Behind the last. */
  readonly to: number;
  has(line: number): boolean;
}

/** Which lines of an epoch a log has, and why not others. */
export interface Redraw extends Omit<NonNullable<EpochJson['redraw']>, 'why'> {
  lines: 'every' | 'mostly every' | 'two' | 'not every' | 'samples or steps';
  /** What is counted. */
  noun: 'step' | 'sample' | 'batch';
  /**
   * Of counters that may be samples: a size that their batches may have, and whether a line of each is there.
   */
  batch?: { size: number; each: boolean };
  /**
   * A bar is redrawn when so many seconds have passed; `sooner` by older versions that may have written it.
   */
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

export interface UnrollEpoch extends Omit<EpochJson, 'missing' | 'metrics' | 'redraw'> {
  redraw?: Redraw;
  /** Steps among them; undefined where the counters may count samples. Not part of the JSON. */
  steps?: number;
  metrics: UnrollMetric[];
}

export interface UnrollSeries extends Omit<SeriesJson, 'epochs'> {
  /** The title names the form alone: the versions stand in front of it. Not part of the JSON. */
  form_title: boolean;
  epochs(): Iterable<UnrollEpoch>;
}

export type OutputWeights = Omit<UnrollJson['output_weights'][number], 'equation' | 'sentence'>;
export type MovingAverage = Omit<UnrollJson['moving_averages'][number], 'sentence'>;
export type Perplexity = Omit<UnrollJson['perplexities'][number], 'sentence'>;
export type Matches = NonNullable<UnrollJson['matches']>;
export type LineMatch = Matches['lines'][number];
export type LeftAside = UnrollJson['left_aside'][number];

type Written =
  | 'schema'
  | 'tool'
  | 'series'
  | 'output_weights'
  | 'moving_averages'
  | 'perplexities'
  | 'notes'
  | 'versions';
export interface UnrollReport extends Omit<UnrollJson, Written> {
  /** `why`: the clues that left other versions out; their words are in clues.ts. */
  versions?: { range: string; why: readonly string[] };
  series: UnrollSeries[];
  output_weights: OutputWeights[];
  moving_averages: MovingAverage[];
  perplexities: Perplexity[];
  /** Some interval has a `log`: the CSV has its columns then. Not part of the JSON. */
  logarithms: boolean;
  /** Codes. */
  notes: string[];
}
