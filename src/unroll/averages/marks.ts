/**
 * What no rounding explains: means outside the range of their metric, averages that come back from NaN, zeros
 * that a filter wrote.
 */
import { isPerplexity } from '../../logs/lines/metric-words.js';
import type { Averaging, Mark } from '../../report/unroll/model.js';
import type { Decoded } from './decode.js';

/** Means that lie between 0 and 1. */
const SHARE =
  /(?:^|_)(?:acc|accuracy|precision|recall|auc|f1|f1_score|iou|mean_io_?u|dice|dice_coef\w*|jaccard\w*)(?:_\d+)?$/i;
/** Losses and metrics that are never below 0. */
const NOT_NEGATIVE =
  /(?:^|_)(?:mae|mse|mape|msle|rmse|mean_(?:absolute|squared|absolute_percentage|squared_logarithmic)_error|hinge|squared_hinge|categorical_hinge|huber|huber_loss|poisson_nll|perplexity|ppl)(?:_\d+)?$|crossentropy(?:_\d+)?$/i;

/** What the numbers before say about the next one. */
export interface MarkState {
  /** The metric, without what a format adds to its name. */
  readonly name: string;
  readonly share: boolean;
  readonly notNegative: boolean;
  readonly perplexity: boolean;
  /** All printed averages so far were at least 0. */
  positive: boolean;
  finite: boolean;
}

export function newMarkState(metric: string): MarkState {
  const name = metric.replace(/ \(avg\)$/, '');
  return {
    name,
    share: SHARE.test(name),
    notNegative: NOT_NEGATIVE.test(name),
    perplexity: isPerplexity(name),
    positive: true,
    finite: true,
  };
}

/** The mark of a decoded interval, or undefined. Call it for the intervals of an epoch in their order. */
export function markOf(rule: Averaging, d: Decoded, state: MarkState): Mark | undefined {
  const averaged =
    rule === 'running' || rule === 'double' || rule === 'undecided' || rule === 'averaged-state';
  const finite = Number.isFinite(d.printed.value);
  const wasFinite = state.finite;
  state.finite = finite;
  if (!finite) return wasFinite && averaged ? { code: 'not finite', from: d.from, to: d.to } : undefined;
  if (!wasFinite && averaged) return { code: 'finite again' };
  const positive = state.positive && d.printed.value >= 0;
  state.positive = positive;
  if (!averaged) return undefined;
  if (d.mean === undefined && d.running === undefined) return undefined;
  const mean = d.mean ?? (d.running as number);
  const bound = (d.mean === undefined ? d.runningBound : d.bound) ?? 0;
  const low = mean + bound < 0;
  if (state.share && (low || mean - bound > 1)) return { code: 'no share', metric: state.name };
  if (state.notNegative && low) return { code: 'below zero', metric: state.name };
  return low && positive ? { code: 'negative' } : undefined;
}

/** Can a mean of the metric lie between the bounds? @param positive its printed averages are at least 0 */
export function canBe(metric: string, low: number, high: number, positive: boolean): boolean {
  if (SHARE.test(metric)) return high >= 0 && low <= 1;
  return high >= 0 || !(positive || NOT_NEGATIVE.test(metric));
}

/** Counts give no share above 1. */
export function shareMark(rule: Averaging, metric: string, value: number): Mark | undefined {
  return rule === 'state' && value > 1 && SHARE.test(metric)
    ? { code: 'share above one', metric }
    : undefined;
}

/**
 * Trainer's `logging_nan_inf_filter` leaves steps whose loss is not finite out of the sum: what is printed
 * then is 0.
 */
export function filterMark(
  loss: number,
  gradNorm: number | undefined,
  lossBefore: number | undefined,
): Mark | undefined {
  if (gradNorm !== undefined && !Number.isFinite(gradNorm))
    return { code: loss === 0 ? 'filtered' : 'perhaps filtered' };
  if (loss === 0 && gradNorm === undefined && lossBefore !== undefined) return { code: 'filtered or zero' };
  return loss === 0 && gradNorm === 0 ? { code: 'all zero' } : undefined;
}
