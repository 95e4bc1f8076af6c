/** How each metric of a series was averaged: from what the user says, the form of the lines, and the lines themselves. */
import type { FrameworkRules } from '../frameworks/framework.js';
import { findFramework } from '../frameworks/index.js';
import type { Feed, LoopRule } from '../frameworks/loop-rule.js';
import { type MetricRule, VALUE_RULES } from '../report/unroll-model.js';
import type { FinalRule } from './decode.js';
import { averagingOf, lastLineOf } from './last-line.js';
import { isEvaluation, isExponential, isSetting, isState, loopValueOf } from './metric-name.js';
import { KERAS_BARS, type LogSeries, type Segment } from './series.js';
import type { Era } from './versions.js';

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
}

export interface MetricPlan {
  readonly rule: MetricRule;
  /** Of averages of averages. */
  readonly final?: FinalRule;
  /** The epoch's number counts a batch too many. */
  readonly extra: boolean;
  /** The last line averages the epoch's number in once more (`fit_generator` of Keras 2). */
  readonly again: boolean;
  /** What the average counts; undefined where the versions that print such lines disagree. */
  readonly counts: 'rows' | 'batches' | undefined;
}

/** A version of each range whose loop is known. */
const REPRESENTATIVES: Readonly<Partial<Record<Era, string>>> = {
  '1.0 – 2.0.8': '2.0',
  '2.0.9 – 2.2': '2.2.4',
  '2.3': '2.3.1',
  '2.4 – 2.6': '2.6.0',
  '2.7 – 2.8': '2.8.0',
  '2.9 – 2.15': '2.15.0',
  '3.0 – 3.1': '3.1.1',
  '3.2 – 3.10': '3.10.0',
  '3.11 – 3.14': '3.12.0',
  '3.15+': '3.15.1',
};

export class SeriesPlan {
  /** Versions that may have written it. */
  private candidates: readonly FrameworkRules[];
  private readonly plans = new Map<string, MetricPlan>();
  /** What a Keras 3 bar averages; undefined where the log does not tell. */
  readonly averaging: 'running' | 'double' | undefined;

  /** @param eras what the form of the lines leaves, before the lines' numbers are looked at */
  constructor(
    readonly series: LogSeries,
    private readonly options: PlanOptions,
    eras: readonly Era[],
  ) {
    const versions = options.framework
      ? [options.framework]
      : eras.flatMap((era) => REPRESENTATIVES[era] ?? []).map((v) => `keras@${v}`);
    this.candidates = KERAS_BARS.has(series.format) ? versions.map(findFramework) : [];
    this.averaging = series.format === 'keras3-bar' ? (this.agreedAveraging() ?? averagingOf(series)) : undefined;
    if (this.averaging) this.candidates = this.agreeing(this.averaging);
  }

  /** The versions that average so, and end an epoch as the log does. */
  private agreeing(averaging: 'running' | 'double'): readonly FrameworkRules[] {
    const found = lastLineOf(this.series, 'loss', averaging).final;
    const left = this.candidates.filter((rules) => {
      const { handed, display, last } = rules.loop('total', {});
      const own = handed === 'average' && display !== 'shows' ? 'double' : 'running';
      return own === averaging && (found === undefined || (found === 'repeat') === (last === 'again'));
    });
    return left.length > 0 ? left : this.candidates;
  }

  metric(name: string): MetricPlan {
    const known = this.plans.get(name);
    if (known) return known;
    const plan = this.planOf(name);
    this.plans.set(name, plan);
    return plan;
  }

  /** The weight that an average gives to the first k units. */
  weight(segment: Segment, counts: 'rows' | 'batches'): (k: number) => number {
    const { batchSize, samples } = this.options;
    const perBatch = this.series.samplesPerBatch;
    if (perBatch !== undefined) return counts === 'batches' ? (k) => Math.ceil(k / perBatch) : (k) => k;
    if (!this.sized(segment) || counts === 'batches') return (k) => k;
    return (k) => Math.min(k * (batchSize as number), samples as number);
  }

  /** Is the last batch known to be smaller than the others? */
  partial({ total }: Segment): boolean {
    const { batchSize, samples } = this.options;
    const perBatch = this.series.samplesPerBatch;
    if (perBatch !== undefined) return total !== undefined && total % perBatch !== 0;
    return this.sized({ total }) && (samples as number) % (batchSize as number) !== 0;
  }

  /** Do the user's numbers of rows make the epoch's number of steps? */
  sized({ total }: Pick<Segment, 'total'>): boolean {
    const { batchSize, samples } = this.options;
    if (batchSize === undefined || samples === undefined || this.series.unit === 'sample') return false;
    return total === undefined || Math.ceil(samples / batchSize) === total;
  }

  /** Does every step count alike, for want of a better knowledge? */
  get evenly(): boolean {
    return this.series.segments > 0 && !this.sized(this.series.segment(0));
  }

  /** Steps that are counted from 0 are counted from 1 where averages are decoded; values stay at the printed counter. */
  get shift(): number {
    const { series } = this;
    if (!series.countsFromZero || series.kind !== 'progress') return 0;
    return series.table.metrics.some((m) => !VALUE_RULES.has(this.metric(m).rule)) ? 1 : 0;
  }

  /** Do the versions disagree on what an average counts, where that matters? */
  get countsUndecided(): boolean {
    const { metrics } = this.series.table;
    const open = metrics.some(
      (m) => !isEvaluation(m) && this.metric(m).rule !== 'value' && this.metric(m).counts === undefined,
    );
    return open && this.series.segments > 0 && this.partial(this.series.segment(0));
  }

  private planOf(name: string): MetricPlan {
    const rule = this.ruleOf(name);
    // Of other programs nothing else is known than that they count rows.
    const agreed = this.candidates.length > 0 ? this.agreed(name, 'average') : 'rows';
    const counts = agreed === 'batches' || agreed === 'rows' ? agreed : undefined;
    const generated = this.options.feed !== undefined && this.options.feed !== 'arrays';
    const again = generated && this.agreed(name, 'last') === 'again' && rule === 'running';
    if (this.series.format !== 'keras3-bar') return { rule, counts, again, extra: false };
    const averaging = rule === 'double' || rule === 'averaged-state' ? 'double' : 'running';
    const found = lastLineOf(this.series, name, averaging);
    // One line for the last step does not show its rule: then the version decides.
    const final = averaging === 'double' ? (found.final ?? this.agreedFinal(name)) : undefined;
    return { rule, counts, again: false, extra: found.extra && rule !== 'averaged-state' && rule !== 'state', final };
  }

  private ruleOf(name: string): MetricRule {
    const { series } = this;
    if (isEvaluation(name)) return 'evaluation';
    if (isSetting(name)) return 'value';
    const bar = KERAS_BARS.has(series.format);
    const state = bar && isState(name);
    const { average } = this.options;
    // A value whose mean stands beside it is none: `loss=2.50 (3.00)`.
    if (series.table.metrics.includes(`${name} (avg)`)) return series.traits.has('medians') ? 'median' : 'value';
    if (average && !state) return average;
    if (state) return (average ?? this.averaging) === 'double' ? 'averaged-state' : 'state';
    if (series.kind === 'window') return name === 'loss' ? 'window' : 'value';
    if (series.kind !== 'progress') return 'value';
    const medians = series.traits.has('medians');
    if (series.format === 'meter') return name.endsWith('(avg)') ? 'running' : medians ? 'median' : 'value';
    if (medians) return 'median';
    if (series.traits.has('window-mean-script')) return isExponential(name) ? 'value' : 'window';
    if (series.traits.has('running-mean')) return isExponential(name) ? 'value' : 'running';
    if (series.traits.has('loss-of-20') && name === 'loss') return 'moving';
    if (!bar) return 'value';
    return series.format === 'keras3-bar' ? (this.averaging ?? 'undecided') : 'running';
  }

  /** What all versions that may have written it say. */
  private agreed<K extends keyof LoopRule>(name: string, key: K): LoopRule[K] | undefined {
    const values = new Set(
      this.candidates.map((rules) => rules.loop(loopValueOf(name), {}, { feed: this.options.feed })[key]),
    );
    return values.size === 1 ? [...values][0] : undefined;
  }

  private agreedAveraging(): 'running' | 'double' | undefined {
    const handed = this.agreed('loss', 'handed');
    const display = this.agreed('loss', 'display');
    if (handed === undefined || display === undefined) return undefined;
    return handed === 'average' && display !== 'shows' ? 'double' : 'running';
  }

  private agreedFinal(name: string): FinalRule | undefined {
    const last = this.agreed(name, 'last');
    return last === undefined ? undefined : last === 'again' ? 'repeat' : 'exact';
  }
}
