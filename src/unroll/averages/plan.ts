/**
 * How each metric of a series was averaged: from what the user says, the form of the lines, and the lines
 * themselves.
 */

import { isPerplexity } from '../../logs/lines/metric-words.js';
import type { Meaning } from '../../logs/lines/producer.js';
import type { Feed } from '../../loops/rule.js';
import { type Averaging, VALUE_RULES } from '../../report/unroll/model.js';
import { divisorOf } from '../series/counters.js';
import { isEvaluation, isSetting, isState } from '../series/metric-name.js';
import type { LogSeries, Segment } from '../series/series.js';
import type { EpochEnd } from './decode-double.js';
import { type SumErrors, UNKNOWN_SUMS } from './rounding.js';
import { BarWays, distinct, type Way } from './ways.js';
import { EACH_ALIKE, rowWeights, sampleWeights, VARIED, type Weights } from './weights.js';

/** What the user knows better than the log. */
export interface PlanOptions {
  readonly average?: 'running' | 'double' | 'window' | 'value';
  /** The version that wrote it. */
  readonly framework?: string;
  /** `generator`: `fit_generator` of Keras up to 2.3. */
  readonly feed?: Feed;
  /** Rows a batch and rows in all: with them a smaller last batch counts by its size. */
  readonly batchSize?: number;
  readonly samples?: number;
  /** The same of arrays that the user gives beside the log: taken where they fit. */
  readonly audited?: { readonly batchSize?: number; readonly samples: number };
}

export interface MetricPlan {
  readonly rule: Averaging;
  /** What its program says its values are. */
  readonly means?: string;
  /** Of averages: every way in which they may have been made. */
  readonly ways: readonly Way[];
}

type Turns = Parameters<BarWays['of']>[1];

const RUNNING: Way = {
  averaging: 'running',
  counts: 'rows',
  extra: false,
  again: false,
  rounding: UNKNOWN_SUMS,
};

export class SeriesPlan {
  private readonly bar: BarWays | undefined;
  private readonly plans = new Map<string, MetricPlan>();
  private readonly errors = new Map<string, SumErrors>();
  /** May other versions than TensorFlow 2.4 have written it, and none is named? */
  private readonly open: boolean;

  /** @param eras what the form of the lines leaves, before the lines' numbers are looked at */
  constructor(
    readonly series: LogSeries,
    private readonly options: PlanOptions,
    eras: readonly string[],
  ) {
    const { bar, versions } = series.producer;
    this.bar =
      bar && versions?.frameworks ? new BarWays(series, versions.frameworks(eras), options) : undefined;
    const many = eras.some((era) => !versions?.rare?.includes(era));
    const open = options.framework === undefined && options.average === undefined && many;
    this.open = open && bar?.averagesOnce === true && this.bar?.takesTurns === false;
  }

  /** What a metric's lines tell of its losses, asked of them once. */
  remembered(key: string, ask: () => SumErrors): SumErrors {
    const errors = this.errors.get(key) ?? ask();
    this.errors.set(key, errors);
    return errors;
  }

  /**
   * A bar of Keras 2 that TensorFlow 2.4 may have written, which averages once more, among all the others
   * that average once: the means are those of running averages, and say so.
   */
  assumesRunning(segment: Segment): boolean {
    return this.open && this.mixed(this.turnsAt(segment));
  }

  /** Does any epoch? */
  get assumesAnywhere(): boolean {
    return this.open && (this.bar?.turns ?? []).some((turns) => this.mixed(turns));
  }

  /**
   * Only TensorFlow 2.4 is left, and lines of a later fit do not tell whether it still averages once more.
   */
  get laterUndecided(): boolean {
    const { bar } = this;
    return bar?.takesTurns === true && bar.turns.some((turns) => this.mixed(turns));
  }

  private mixed(turns: Turns): boolean {
    return new Set(this.bar?.of('loss', turns).map((w) => w.averaging)).size > 1;
  }

  private turnsAt(segment: Segment): Turns {
    return this.bar?.turnsAt(segment.from);
  }

  /** What a bar averages; undefined where the log does not tell, or is no bar. */
  get averaging(): 'running' | 'double' | undefined {
    const found = new Set(this.bar?.of('loss').map((w) => w.averaging));
    return found.size === 1 ? [...found][0] : undefined;
  }

  /** Did the last lines of the epochs tell, not the user or the form of the lines? */
  get told(): boolean {
    return this.bar?.told ?? false;
  }

  /**
   * What every mean of an average takes for granted of the counters, which lines of such a form do not show.
   */
  get assumesCounters(): string | undefined {
    const { series } = this;
    // Two steps with the same printed value look like one, until the counter catches up.
    if (series.lags) return 'no line is missing';
    const fromOne = series.countsFromZero || series.producer.counters === undefined || series.countsToTotal;
    return fromOne ? undefined : 'counters begin at 1';
  }

  /** What the last line of averages of averages shows. */
  get final(): EpochEnd | undefined {
    const found = new Set(this.bar?.of('loss').map((w) => w.final));
    return found.size === 1 ? [...found][0] : undefined;
  }

  /** How a metric was averaged in an epoch. */
  metric(name: string, segment: Segment): MetricPlan {
    return this.planOf(name, this.turnsAt(segment));
  }

  /** In all epochs, each plan once. */
  metricAnywhere(name: string): readonly MetricPlan[] {
    return (this.bar?.turns ?? [undefined]).map((turns) => this.planOf(name, turns));
  }

  private planOf(name: string, turns: Turns): MetricPlan {
    const key = `${turns ?? ''} ${name}`;
    const known = this.plans.get(key);
    if (known) return known;
    const plan = this.newPlan(name, turns);
    this.plans.set(key, plan);
    return plan;
  }

  /**
   * The weight that an average gives to the first k units.
   * @param last the step that may be the last of its epoch
   */
  weights(segment: Segment, counts: Way['counts'], last: number): Weights {
    if (counts === 'tokens') return VARIED;
    const { series } = this;
    if (series.unit === 'sample')
      return sampleWeights(counts, last, this.rowsABatch(), divisorOf(series, segment));
    if (counts === 'rows')
      return rowWeights({ last, told: segment.total !== undefined, ...this.sizes(segment) });
    const size = this.largestBatch(segment);
    return size === undefined ? EACH_ALIKE : sampleWeights(counts, last, undefined, size);
  }

  /**
   * The most rows a batch may have where the counters may be those of rows, though they seem to count steps.
   */
  private largestBatch(segment: Segment): number | undefined {
    const { series, options } = this;
    const steps = options.feed === 'generator' || options.samples !== undefined;
    if (steps || !series.mayCountSamples(series.table.step.at(segment.from))) return undefined;
    const divisor = divisorOf(series, segment);
    const { batchSize } = options;
    return batchSize === undefined ? divisor : divisor % batchSize === 0 ? batchSize : undefined;
  }

  /** Rows a batch, where the counters count rows. */
  private rowsABatch(): number | undefined {
    const { batchSize, audited } = this.options;
    return this.series.samplesPerBatch ?? batchSize ?? audited?.batchSize;
  }

  /** Is the last batch known to be smaller than the others? */
  partial(segment: Segment): boolean {
    const size = this.series.unit === 'sample' ? this.rowsABatch() : undefined;
    if (size !== undefined) return segment.total !== undefined && segment.total % size !== 0;
    const { batchSize, samples } = this.sizes(segment);
    return batchSize !== undefined && samples !== undefined && samples % batchSize !== 0;
  }

  /** Are the sizes of all batches of this epoch known? */
  sized(segment: Segment): boolean {
    const { batchSize, samples } = this.sizes(segment);
    return batchSize !== undefined && (batchSize === 1 || samples !== undefined);
  }

  /**
   * What is known of the rows of an epoch: the user's numbers, or those of the arrays, where they make its
   * number of steps.
   */
  private sizes({ total }: Pick<Segment, 'total'>): {
    readonly batchSize?: number;
    readonly samples?: number;
  } {
    const { batchSize, samples, audited } = this.options;
    const steps = (size: number, rows: number) => Math.ceil(rows / size);
    if (batchSize !== undefined && samples !== undefined)
      return total === undefined || steps(batchSize, samples) === total ? { batchSize, samples } : {};
    if (batchSize !== undefined || samples !== undefined) return { batchSize, samples };
    if (audited === undefined || total === undefined) return {};
    const { batchSize: size } = audited;
    if (size === undefined) return total <= audited.samples ? { samples: audited.samples } : {};
    return steps(size, audited.samples) === total ? audited : {};
  }

  /** Does every step count alike, for want of a better knowledge? */
  get evenly(): boolean {
    return this.series.segments > 0 && !this.sized(this.series.segment(0));
  }

  /**
   * Steps that are counted from 0 are counted from 1 where averages are decoded; values stay at the printed
   * counter.
   */
  get shift(): number {
    const { series } = this;
    if (!series.countsFromZero || series.kind !== 'progress') return 0;
    return series.table.metrics.some((m) => this.metricAnywhere(m).some((p) => !VALUE_RULES.has(p.rule)))
      ? 1
      : 0;
  }

  /** Do the versions disagree on what an average counts, where that matters? */
  get countsUndecided(): boolean {
    const { series } = this;
    if (series.segments === 0 || !this.partial(series.segment(0))) return false;
    const first = series.segment(0);
    return series.table.metrics.some(
      (m) => new Set(this.metric(m, first).ways.map((w) => w.counts)).size > 1,
    );
  }

  private newPlan(name: string, turns: Turns): MetricPlan {
    const { average } = this.options;
    const told = isEvaluation(name) || isSetting(name);
    const ways = told ? [] : (this.bar?.of(name, turns) ?? this.plainWays());
    const lines = this.series.kind === 'progress' || this.series.kind === 'window';
    const own = lines && (average === 'running' || average === 'double') ? average : undefined;
    const left = own ? ways.filter((w) => w.averaging === own) : ways;
    const assumes = this.open && this.mixed(turns);
    const meaning = this.meaningOf(name);
    const rule = this.ruleOf(name, left, assumes, meaning);
    const means = meaning && isSaidOf(meaning, rule) ? { means: meaning.says } : {};
    const averages =
      rule === 'running' || rule === 'double' || rule === 'undecided' || rule === 'averaged-state';
    if (!averages)
      return { rule, ...means, ways: rule === 'moving' ? [{ ...RUNNING, counts: 'batches' }] : [] };
    if (left.length === 0)
      return { rule, ...means, ways: [{ ...RUNNING, averaging: rule === 'running' ? rule : 'double' }] };
    return { rule, ...means, ways: assumes ? left.filter((w) => w.averaging === 'running') : left };
  }

  /** Programs other than Keras: what they count is not known, but of few. */
  private plainWays(): readonly Way[] {
    const { counts } = this.series.producer;
    if (counts) return [{ ...RUNNING, counts }];
    return distinct([RUNNING, { ...RUNNING, counts: 'batches' }]);
  }

  private meaningOf(name: string): Meaning | undefined {
    const { kind } = this.series;
    const meaning = this.series.meaningOf(name);
    // A line of a whole epoch or run has no lines before it that an average could be taken apart with.
    const taken = meaning?.rule === 'running' || meaning?.rule === 'window';
    return taken && kind !== 'progress' && kind !== 'window' ? undefined : meaning;
  }

  private ruleOf(
    name: string,
    ways: readonly Way[],
    assumesRunning: boolean,
    meaning: Meaning | undefined,
  ): Averaging {
    const { series } = this;
    if (isEvaluation(name)) return 'evaluation';
    if (isSetting(name)) return 'value';
    const bar = this.bar !== undefined;
    const state = bar && isState(name);
    const { average } = this.options;
    // A value whose mean stands beside it is none: `loss=2.50 (3.00)`.
    if (series.table.metrics.includes(`${name} (avg)`))
      return series.traits.has('medians') ? 'median' : 'value';
    // What stands for an epoch or a run is no average that lines could take apart.
    const lines = series.kind === 'progress' || series.kind === 'window';
    const asked = average !== undefined && !state;
    if (asked && lines) return average;
    if (meaning) return meaning.rule === 'shown' ? 'value' : meaning.rule;
    if (asked) return 'value';
    const found = new Set(ways.map((w) => w.averaging));
    const averaging = found.size === 1 ? [...found][0]! : assumesRunning ? 'running' : 'undecided';
    if (state) return averaging === 'double' ? 'averaged-state' : 'state';
    if (series.kind === 'window') {
      if (name !== 'loss') return 'value';
      return series.traits.has('tf-trainer')
        ? 'running'
        : series.traits.has('full-loss')
          ? 'undecided'
          : 'window';
    }
    if (series.kind !== 'progress') return 'value';
    const medians = series.traits.has('medians');
    if (series.producer.running?.test(name)) return 'running';
    if (medians) return 'median';
    // The exponential of an average is no average.
    if (series.traits.has('running-mean')) return isPerplexity(name) ? 'value' : 'running';
    if (series.traits.has('window-mean-script')) return isPerplexity(name) ? 'value' : 'window';
    if (series.traits.has('loss-of-20') && name === 'loss') return 'moving';
    return bar ? averaging : 'value';
  }
}

/** Does it hold of values under this rule? */
function isSaidOf({ rule: own }: Meaning, rule: Averaging): boolean {
  return own === rule || (own === 'shown' && (rule === 'value' || rule === 'evaluation'));
}
