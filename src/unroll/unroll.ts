/**
 * From the lines of a log to the numbers behind them. Epochs and intervals are made when they are asked for:
 * a log may have millions.
 */
import { LossauditError } from '../errors.js';
import type { AsideCounter } from '../logs/lines/left-aside.js';
import type { Trait } from '../logs/lines/line.js';
import { isMetricWord, isPerplexity, mayBeLoss } from '../logs/lines/metric-words.js';
import type { ProducerVersions } from '../logs/lines/producer.js';
import type {
  Interval,
  UnrollEpoch,
  UnrollMetric,
  UnrollReport,
  UnrollSeries,
} from '../report/unroll/model.js';
import { endsAlike, endsDiffer } from './averages/ends-alike.js';
import { intervalsOf, lastPrinted, printedLines } from './averages/intervals.js';
import { movingAverages } from './averages/moving.js';
import { outputsOf, outputWeights, shortOutput } from './averages/output-weights.js';
import { perplexities } from './averages/perplexity.js';
import { type PlanOptions, SeriesPlan } from './averages/plan.js';
import { leftAside } from './left-aside.js';
import { redrawOf, stepsOf } from './redraw.js';
import type { LogCollector } from './series/collect.js';
import { isShortName } from './series/metric-name.js';
import type { LogSeries, Segment } from './series/series.js';
import { type BarAverages, countsSteps, erasOf, versionsOf } from './versions.js';

export interface UnrollOptions extends PlanOptions {
  /** Of the outputs, as compiled: then they are checked, not fitted. */
  readonly lossWeights?: Readonly<Record<string, number>>;
}

export interface LogFacts {
  readonly file: string;
  readonly bytes: number;
  readonly lines: number;
  readonly recognised: number;
  readonly unrecognised?: string;
  /** What the reader of its lines left aside. */
  readonly aside?: AsideCounter;
}

/** @param collector the whole log's lines */
export function unroll(log: LogFacts, collector: LogCollector, options: UnrollOptions): UnrollReport {
  const series = collector.series.filter((s) => s.table.rows > 0);
  const known = producerVersions(series);
  const bars = series.some((s) => s.kind === 'progress' && s.producer.bar?.mayCountSamples);
  // `fit_generator` counts steps in every version.
  const steps = options.feed === 'generator' || countsSteps(known, options.framework);
  const given = { ...options, countsSteps: bars && steps };
  for (const s of series) s.decide(given);
  checkRows(series, options);
  checkOutputs(series, options.lossWeights);
  const traits = traitsOf(series, collector.traits);
  const { eras } = erasOf(known, traits);
  const plans = series.map((s) => new SeriesPlan(s, options, eras));
  const versions = versionsOf(known, traits, averagingOf(plans));
  return {
    log: logView(log),
    ...(versions ? { versions } : {}),
    series: plans.map(seriesView),
    output_weights: series.flatMap((s) => outputWeights(s, options.lossWeights)),
    moving_averages: series.flatMap(movingAverages),
    perplexities: series.flatMap(perplexities),
    logarithms: series.some((s) => s.table.metrics.some(isPerplexity)),
    notes: [
      ...new Set([
        ...noLoss(series),
        ...plans.flatMap((p) => notesOf(p, options, fitGenerator(known, eras), series)),
      ]),
    ],
    left_aside: leftAside(log, collector),
  };
}

function logView({ file, bytes, lines, recognised, unrecognised }: LogFacts): UnrollReport['log'] {
  return { file, bytes, lines, recognised, ...(unrecognised === undefined ? {} : { unrecognised }) };
}

/** @throws LossauditError `steps-differ` where the user's rows make no epoch of the log */
function checkRows(series: readonly LogSeries[], { batchSize, samples }: UnrollOptions): void {
  if (batchSize === undefined || samples === undefined) return;
  const steps = Math.ceil(samples / batchSize);
  const totals = series.flatMap((s) =>
    s.kind === 'progress' && s.segments > 0 ? (s.segment(0).total ?? []) : [],
  );
  if (totals.length === 0 || totals.includes(steps) || totals.includes(samples)) return;
  throw new LossauditError('steps-differ', { samples, batchSize, steps, found: [...new Set(totals)] });
}

/** @throws LossauditError `unknown-output` */
function checkOutputs(series: readonly LogSeries[], given: UnrollOptions['lossWeights']): void {
  const known = [...new Set(series.flatMap(outputsOf))];
  for (const name of Object.keys(given ?? {}))
    if (!known.some((o) => o === name || shortOutput(o) === name))
      throw new LossauditError('unknown-output', { name, known: known.map(shortOutput) });
}

/** What its lines and names say that may tell versions apart. */
function traitsOf(series: readonly LogSeries[], notices: ReadonlySet<Trait>): ReadonlySet<Trait> {
  const traits = new Set(notices);
  for (const s of series) {
    const { bar, versions } = s.producer;
    if (s.kind === 'progress' && s.unit === 'sample' && bar?.mayCountSamples) traits.add('counts-samples');
    const named = versions?.clues.some((c) => c.traits[0] === 'short-metric-names');
    if (named && s.table.metrics.some(isShortName)) traits.add('short-metric-names');
    for (const t of s.traits) traits.add(t);
  }
  return traits;
}

/**
 * Of several producers in one log, the versions of the one whose bars tell more than the form of their lines.
 */
function producerVersions(series: readonly LogSeries[]): ProducerVersions | undefined {
  const known = series.flatMap((s) => s.producer.versions ?? []);
  return known.find((v) => v.averaging) ?? known[0];
}

/** Have all versions that can have written it a `fit_generator` that averages otherwise? */
function fitGenerator(versions: ProducerVersions | undefined, eras: readonly string[]): boolean {
  return eras.length > 0 && eras.every((era) => versions?.byFeed?.includes(era));
}

/** What the bars of the log average, as far as that tells versions apart. */
function averagingOf(plans: readonly SeriesPlan[]): BarAverages | undefined {
  for (const plan of plans) {
    if (plan.averaging === undefined || !plan.told) continue;
    return plan.averaging === 'running' ? 'once' : (plan.final ?? 'twice');
  }
  return undefined;
}

/** Names that say nothing (`Value`) may be those of a loss. */
function noLoss(series: readonly LogSeries[]): string[] {
  const names = series.flatMap((s) => s.table.metrics);
  return names.some(isMetricWord) && !names.some((name) => mayBeLoss(name)) ? ['no-loss'] : [];
}

/** Codes of what the reader must know of a series. */
function notesOf(
  plan: SeriesPlan,
  options: UnrollOptions,
  byFeed: boolean,
  all: readonly LogSeries[],
): string[] {
  const { series } = plan;
  const notes: string[] = series.traits.has('may-be-cut') ? ['may-be-cut'] : [];
  const unknown = series.producer.unknown === true && options.average === undefined;
  if (unknown) notes.push('program-unknown');
  if (series.kind !== 'progress') return notes;
  const metrics = series.table.metrics.flatMap((m) => plan.metricAnywhere(m));
  const rules = new Set(metrics.map((m) => m.rule));
  if (metrics.some((m) => m.rule === 'double' && new Set(m.ways.map((w) => w.final)).size > 1))
    notes.push('final-undecided');
  if (rules.has('undecided')) notes.push(plan.laterUndecided ? 'later-fit' : 'averaging-undecided');
  if (rules.has('running') && plan.assumesAnywhere) notes.push('tensorflow-2.4');
  if (metrics.some((m) => m.ways.length > 0 && m.ways.every((w) => w.extra))) notes.push('extra-batch');
  if (plan.countsUndecided) notes.push('counts-undecided');
  const averages = rules.has('running') || rules.has('undecided') || rules.has('double');
  const sizesMatter = metrics.some((m) => m.ways.some((w) => w.counts !== 'batches'));
  if (averages && plan.evenly && sizesMatter && series.unit === 'step') notes.push('equal-steps');
  const one = (options.batchSize === undefined) !== (options.samples === undefined);
  if (averages && plan.evenly && one && metrics.some((m) => m.ways.some((w) => w.again)))
    notes.push('size-alone');
  if (series.traits.has('window-of-setting')) notes.push('window-of-setting');
  else if (
    !averages &&
    !rules.has('window') &&
    !rules.has('moving') &&
    metrics.some((m) => m.rule === 'value' && m.means === undefined) &&
    !unknown &&
    !series.traits.has('plain-values')
  )
    notes.push(endsAlike(series, all) ? 'running-likely' : 'value-only');
  if (series.producer.epochRepeatsLast && endsDiffer(series, all)) notes.push('end-differs');
  if (
    series.producer.counters === 'mostly at 0' &&
    averages &&
    !series.countsFromZero &&
    !series.countsToTotal
  )
    notes.push('maybe-from-zero');
  if (plan.shift > 0) notes.push('counted-from-zero');
  if (series.cutShort) notes.push('ran-out');
  if (averages && byFeed && options.feed === undefined && series.unit === 'step')
    notes.push('feed-undecided');
  return notes;
}

function seriesView(plan: SeriesPlan): UnrollSeries {
  const { series } = plan;
  return {
    format: series.format,
    title: series.title,
    form_title: series.producer.titlesAreForms ?? false,
    kind: series.kind,
    unit: unitOf(series),
    metrics: series.table.metrics,
    epoch_count: series.segments,
    rows: series.table.rows,
    *epochs() {
      for (let i = 0; i < series.segments; i++) yield epochView(plan, i);
    },
  };
}

function unitOf(series: LogSeries): UnrollSeries['unit'] {
  if (series.kind === 'progress') return series.unit;
  if (series.kind === 'window') return counted(series.table.step) ? 'step' : 'line';
  if (counted(series.table.epoch)) return 'epoch';
  return counted(series.table.step) ? (series.producer.rows ?? 'step') : 'line';
}

/** Does the first row have a number there? */
function counted(column: { at(row: number): number }): boolean {
  return Number.isFinite(column.at(0));
}

function epochView(plan: SeriesPlan, index: number): UnrollEpoch {
  const { series } = plan;
  const segment = series.segment(index);
  const metrics = series.table.metrics
    .filter((name) => series.table.has(segment.to - 1, name) || anyCell(series, segment, name))
    .map((name): UnrollMetric => {
      const intervals = (from?: number): Iterable<Interval> => intervalsOf(plan, segment, name, from);
      const lines = printedLines(plan, segment, name);
      const { rule, means } = plan.metric(name, segment);
      const said = means === undefined ? {} : { means };
      const assumed = rule === 'running' && plan.assumesRunning(segment);
      const unit = series.table.column(name)?.percent ? ({ unit: '%' } as const) : {};
      const last = () => lastPrinted(plan, segment, name);
      return { name, rule, ...said, ...unit, assumed, last, intervals, ...(lines && { lines }) };
    });
  const redraw = series.kind === 'progress' ? redrawOf(series, segment) : undefined;
  const { epochs } = segment;
  const steps = stepsOf(series, segment);
  return {
    epoch: segment.epoch ?? index + 1,
    ...(epochs !== undefined ? { epochs } : {}),
    ...(segment.total !== undefined ? { total: segment.total } : {}),
    printed: segment.to - segment.from,
    ...(steps !== undefined ? { steps } : {}),
    ...(redraw ? { redraw } : {}),
    metrics,
  };
}

function anyCell(series: LogSeries, segment: Segment, name: string): boolean {
  for (let row = segment.from; row < segment.to; row++) if (series.table.has(row, name)) return true;
  return false;
}
