/** What kind of number a log prints for a metric: decided by the format, the name, and what the lines themselves show. */
import type { LoopRule } from '../frameworks/loop-rule.js';
import { EXACT } from '../logs/line.js';
import type { MetricRule } from '../report/unroll-model.js';
import type { LogSeries } from './collect.js';
import type { FinalRule, Point } from './decode.js';
import { halfUnit } from './table.js';

/** Metrics that keep counts and are computed anew from them: no mean over batches. */
const STATE =
  /(?:^|_)(?:auc|auroc|precision|recall|sensitivity|specificity|f1|f1_score|fbeta|iou|mean_io_?u|true_positives|true_negatives|false_positives|false_negatives|rmse|root_mean_squared_error|cohen_kappa|r2_?score|matthews\w*)(?:_\d+)?$/i;
const SETTING = /^(?:lr|learning_rate|lr-\w+|grad_norm)$/;
const EVALUATION = /^(?:val|eval|test|valid|validation)[_ -]/i;

/** What the caller knows better than the log. */
export interface RuleChoice {
  /** How the printed numbers were averaged. */
  readonly average?: 'running' | 'double' | 'window' | 'value';
  /** Of a version that averages averages: what its last line shows. */
  readonly final?: FinalRule;
}

/** What a loop's rule says of its printed numbers. */
export function choiceOf({ handed, display, last }: LoopRule): RuleChoice {
  if (handed === 'batch' && display === 'shows') return { average: 'value' };
  if (handed === 'batch' || display === 'shows') return { average: 'running' };
  return { average: 'double', final: last === 'again' ? 'repeat' : 'exact' };
}

const BARS = new Set(['keras-bar', 'keras3-bar']);

/** The rule of one metric of a series. */
export function metricRule(series: LogSeries, name: string, choice: RuleChoice): MetricRule {
  if (EVALUATION.test(name)) return 'evaluation';
  if (SETTING.test(name)) return 'value';
  const state = STATE.test(name);
  if (choice.average) {
    if (!state || !BARS.has(series.format)) return choice.average;
    return choice.average === 'double' ? 'averaged-state' : 'state';
  }
  if (series.kind === 'window') return name === 'loss' ? 'window' : 'value';
  if (series.kind !== 'progress') return 'value';
  if (series.format === 'meter') return name.endsWith('(avg)') ? 'running' : 'value';
  if (series.traits.has('window-mean-script')) return 'window';
  if (series.traits.has('loss-of-20') && name === 'loss') return 'moving';
  if (!BARS.has(series.format)) return 'value';
  if (series.format === 'keras3-bar') {
    if (series.traits.has('last-differs')) return state ? 'averaged-state' : 'double';
    if (!series.traits.has('last-twice') && !state) return 'undecided';
  }
  return state ? 'state' : 'running';
}

/** The printed numbers of one metric in one epoch, in their order. Steps that count from 0 are shifted to count from 1. */
export function* pointsOf(
  series: LogSeries,
  segment: { from: number; to: number },
  metric: string,
): Iterable<Point & { row: number }> {
  const { table } = series;
  const shift = table.step.at(segment.from) === 0 ? 1 : 0;
  for (let row = segment.from; row < segment.to; row++) {
    const cell = table.cell(row, metric);
    if (!cell) continue;
    const step = table.step.at(row);
    const k = Number.isFinite(step) ? step + shift : row - segment.from + 1;
    yield { k, value: cell.value, exponent: cell.exponent, row };
  }
}

/**
 * What the last line of an epoch shows in a bar that averages averages. With r(S) from the two lines before (neighbouring steps), the
 * last line is either r(S) itself (3.11 – 3.14) or averages it in once more (3.0 – 3.10). Only a line that excludes one of the two counts.
 */
export function finalRuleOf(series: LogSeries): FinalRule | undefined {
  let exact = 0;
  let repeat = 0;
  for (const metric of series.table.metrics) {
    if (EVALUATION.test(metric)) continue;
    for (let i = 0; i < series.segments; i++) {
      const segment = series.segment(i);
      const last = [...tail(series, segment, metric)];
      if (last.length < 3) continue;
      const [a, b, f] = last;
      const S = f.k;
      if (b.k !== S || a.k !== S - 1 || ![a, b, f].every((p) => Number.isFinite(p.value))) continue;
      const h = (p: Point) => (p.exponent === EXACT ? 0 : halfUnit(p.exponent));
      const r = S * b.value - (S - 1) * a.value;
      const bound = (S * h(b) + (S - 1) * h(a)) * (1 + 1e-9) + 1e-12;
      const fitsExact = Math.abs(f.value - r) <= bound + h(f);
      const fitsRepeat = Math.abs((S + 1) * f.value - S * b.value - r) <= bound + (S + 1) * h(f) + S * h(b);
      if (fitsExact && !fitsRepeat) exact++;
      if (fitsRepeat && !fitsExact) repeat++;
    }
  }
  if (exact === repeat) return undefined;
  return exact > repeat ? 'exact' : 'repeat';
}

/** The last three printed numbers of an epoch. */
function tail(series: LogSeries, segment: { from: number; to: number }, metric: string): Iterable<Point> {
  return pointsOf(series, { from: Math.max(segment.from, segment.to - 3), to: segment.to }, metric);
}
