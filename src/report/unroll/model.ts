/**
 * The result of `unroll`: what a log says, lazily, for logs of a million lines. Its parts are those of the JSON (schema.ts);
 * what JSON has in sentences is made when it is written.
 */
import type { UnrollJson } from './schema.js';

type SeriesJson = UnrollJson['series'][number];
type EpochJson = SeriesJson['epochs'][number];
type MetricJson = EpochJson['metrics'][number];

export type MetricRule = MetricJson['rule'];
/** Rules under which a value stands for itself: nothing has to be decoded. */
export const VALUE_RULES: ReadonlySet<MetricRule> = new Set(['value', 'median', 'evaluation', 'state']);

/** The line of the log that a value stands in: values of one line belong together. Not part of the JSON. */
export const LINE = Symbol('line');

export type Interval = MetricJson['intervals'][number] & { [LINE]?: number };
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
  intervals(): Iterable<Interval>;
}

export type Redraw = NonNullable<EpochJson['redraw']>;

export interface UnrollEpoch extends Omit<EpochJson, 'missing' | 'metrics'> {
  /** Steps among them; undefined where the counters may count samples. Not part of the JSON. */
  steps?: number;
  metrics: UnrollMetric[];
}

export interface UnrollSeries extends Omit<SeriesJson, 'epochs'> {
  epochs(): Iterable<UnrollEpoch>;
}

export type OutputWeights = Omit<UnrollJson['output_weights'][number], 'equation' | 'sentence'>;
export type MovingAverage = Omit<UnrollJson['moving_averages'][number], 'sentence'>;
export type Matches = NonNullable<UnrollJson['matches']>;
export type LineMatch = Matches['lines'][number];
export type LeftAside = UnrollJson['left_aside'][number];

type Written = 'schema' | 'tool' | 'series' | 'output_weights' | 'moving_averages' | 'notes' | 'versions';
export interface UnrollReport extends Omit<UnrollJson, Written> {
  versions?: { range: string; why: readonly string[] };
  series: UnrollSeries[];
  output_weights: OutputWeights[];
  moving_averages: MovingAverage[];
  /** Codes. */
  notes: string[];
}
