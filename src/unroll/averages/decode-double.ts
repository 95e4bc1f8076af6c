/**
 * From averages of averages back to the means in between: Keras 3.0 – 3.14, TensorFlow 2.4. Two neighbouring
 * lines give the running average between them, and two of those the mean loss.
 */
import { EXACT } from '../../logs/lines/line.js';
import { type Decoded, difference, type Point, settle } from './decode.js';
import { type Precision, precision, type Rounding } from './rounding.js';
import type { Weights } from './weights.js';

/**
 * What the last line of an epoch shows in Keras 3: `repeat` (3.0 – 3.10) averages once more, `exact` (3.11 –
 * 3.14) is the epoch's mean.
 */
export type EpochEnd = 'repeat' | 'exact';

interface Known {
  k: number;
  value: number;
  bound: number;
  /** Set when `value` is k·d(k) - (k-1)·d(k-1): the two printed numbers it came from. */
  pair?: { point: Point; before: Point | undefined };
}

export interface LastPoint {
  readonly point: Point;
  readonly rule: EpochEnd | undefined;
  /** Its epoch's number counts a batch of loss 0 too many. */
  readonly extra: boolean;
}

/**
 * Averages of averages, d(k) = mean of r(1) … r(k), r the running average of the batch losses: Keras 3.0 –
 * 3.14, TensorFlow 2.4. Two neighbouring lines give r(k) = k·d(k) - (k-1)·d(k-1); two known r give the mean
 * loss between them. Where steps were not printed only the mean of the running averages over the gap is
 * determined.
 * @param final the last line of the epoch (a second line with k = S, or the only one), if the log has it
 */
export function* decodeDouble(
  points: Iterable<Point>,
  final: LastPoint | undefined,
  weights: Weights,
  rounding: Rounding,
): Iterable<Decoded> {
  const errors = precision(rounding);
  let last: Point | undefined;
  let known: Known | undefined;
  for (const point of points) {
    const k1 = last?.k ?? 0;
    const from = Math.min(k1 + 1, point.k);
    const result: Decoded = { from, to: point.k, printed: point, meanFrom: from };
    if (Number.isFinite(point.value) && (!last || Number.isFinite(last.value)) && point.k > k1) {
      const before = last ?? { k: 0, value: 0, exponent: EXACT };
      const n = point.k - k1;
      result.running = difference(point.k, point, k1, before, n);
      const bound = (point.k * errors.shown(point) + (last ? k1 * errors.shown(before) : 0)) / n;
      errors.see(result.running);
      result.runningBound = bound + errors.ofAverage(point.k);
      if (n === 1) {
        const now: Known = { k: point.k, value: result.running, bound, pair: { point, before: last } };
        meanBetween(result, known, now, weights, errors);
        known = now;
      }
    } else if (!last || Number.isFinite(last.value)) result.running = point.value;
    yield result;
    last = point;
  }
  if (final) yield lastLine(last, known, final, errors);
}

/** The mean loss between two known running averages. */
function meanBetween(
  result: Decoded,
  known: Known | undefined,
  now: Known,
  weights: Weights,
  errors: Precision,
): void {
  result.meanFrom = (known?.k ?? 0) + 1;
  // Before the first known average nothing is known, unless it is the first step's: over all steps it is
  // their mean itself.
  if (!known) {
    result.mean = now.value;
    result.bound = now.bound + errors.ofAverage(now.k);
    result.meanFrom = 1;
    return;
  }
  const n1 = weights.at(known.k);
  const steps = weights.steps(known.k, now.k);
  const meanOf = (n2: number): [number, number] => {
    const own = n2 - n1;
    const rounded = errors.between(n1 * known.value, n2 * now.value, steps, own);
    return [
      (n2 * now.value - n1 * known.value) / own,
      (printedErrors(known, now, n1, n2, errors) + rounded) / own,
    ];
  };
  settle(result, n1, weights.at(now.k), weights.span(now.k), meanOf);
}

/** Of n2·r(k2) - n1·r(k1), by the digits printed. */
function printedErrors(known: Known, now: Known, n1: number, n2: number, { shown }: Precision): number {
  const own = n2 * now.bound + n1 * known.bound;
  if (known.k !== now.k - 1 || !now.pair?.before || !known.pair) return own;
  // The printed d(k-1) is in both: its error counts once, with the sum of its factors.
  const { k } = now;
  const third = known.pair.before;
  return (
    n2 * k * shown(now.pair.point) +
    (n2 + n1) * (k - 1) * shown(now.pair.before) +
    n1 * (k - 2) * (third ? shown(third) : 0)
  );
}

function lastLine(
  last: Point | undefined,
  known: Known | undefined,
  { point, rule, extra }: LastPoint,
  errors: Precision,
): Decoded {
  const S = point.k;
  const k = last?.k ?? 0;
  const result: Decoded = { from: Math.min(k + 1, S), to: S, printed: point, meanFrom: 1 };
  if (!Number.isFinite(point.value)) return { ...result, mean: point.value };
  // One step: every rule shows its loss, save of a batch too many: the line may be the step's own.
  if (rule === undefined && (S > 1 || extra)) return result;
  const factor = extra ? (S + 1) / S : 1;
  let bound: number;
  if (rule === 'exact' || (S === 1 && !extra)) {
    result.running = point.value * factor;
    bound = errors.shown(point) * factor;
  } else {
    // (S+1)·F = r(1) + … + r(S) + r(S): what the lines before do not hold is spread over S-k+1 terms. With a
    // batch too many the last term is r(S)·S/(S+1), and all steps before must be known.
    const before = last ?? { k: 0, value: 0, exponent: EXACT };
    if (!Number.isFinite(before.value) || (extra && k < S - 1)) return result;
    const terms = S - k + 1 / factor;
    result.running = difference(S + 1, point, k, before, terms);
    bound = ((S + 1) * errors.shown(point) + (last ? k * errors.shown(last) : 0)) / terms;
  }
  errors.see(result.running);
  result.runningBound = bound + errors.ofAverage(S + 1) * factor;
  if (rule === 'repeat' && S > 1 && k < S - 1) return result;
  // The epoch's mean over all steps is the running average at its end. Where both ways give it, the narrower
  // one is kept.
  const narrower = rule === 'repeat' && known?.k === S && known.bound < bound;
  result.mean = narrower ? known.value : result.running;
  result.bound = (narrower ? known.bound : bound) + errors.ofAverage(S + 1) * factor;
  return result;
}
