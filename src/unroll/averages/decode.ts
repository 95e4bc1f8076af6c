/**
 * From averages printed now and then back to the means in between. A running average v(k) after weight N(k)
 * is the sum N(k)·v(k); the difference of two sums, over the difference of the weights, is the mean of what
 * came between. What may be wrong with it is in rounding.ts; what is not known of the last batch's size in
 * weights.ts: then the mean is that of equal batches, under a condition, with the range for every size that
 * the batch may have.
 */
import { EXACT } from '../../logs/lines/line.js';
import { printedError, type Rounding, type SumErrors, sumErrors } from './rounding.js';
import type { Weights } from './weights.js';

/** A printed average. */
export interface Point {
  /** Steps (or samples) done. */
  k: number;
  value: number;
  exponent: number;
}

const EQUAL_BATCHES = 'all batches are equal';

export interface Decoded {
  from: number;
  to: number;
  printed: Point;
  /** Mean over the units from `meanFrom` to `to`; undefined where the log does not determine it. */
  mean?: number;
  bound?: number;
  meanFrom: number;
  /** The mean lies within its bound if this holds. */
  condition?: string;
  /** What all ways that are decoded take for granted. */
  assumes?: string;
  /** Where the mean lies whether it holds or not. */
  range?: [number, number];
  /** For a bar that averages averages: the mean of the true running averages over `from` … `to`. */
  running?: number;
  runningBound?: number;
}

/**
 * (a·x - b·y) / d: in whole units of the last digit where that is exact, so that 4-digit logs give 4-digit
 * means.
 */
export function difference(a: number, x: Point, b: number, y: Point, d: number): number {
  const exponent = Math.min(x.exponent, y.exponent);
  if (exponent > EXACT && exponent < 0 && exponent >= -22) {
    const scale = 10 ** -exponent;
    const sum = a * Math.round(x.value * scale) - b * Math.round(y.value * scale);
    if (Math.abs(a * x.value * scale) + Math.abs(b * y.value * scale) < 2 ** 53) return sum / d / scale;
  }
  return (a * x.value - b * y.value) / d;
}

/** Running averages to interval means. @param errors with what is known of the losses of the whole epoch */
export function* decodeRunning(
  points: Iterable<Point>,
  weights: Weights,
  rounding: Rounding,
  errors: SumErrors = sumErrors(rounding),
): Iterable<Decoded> {
  const known = { unit: rounding.unit, each: rounding.each, errors };
  let last: Point | undefined;
  for (const point of points) {
    // A second line of the last step covers nothing new.
    const from = Math.min((last?.k ?? 0) + 1, point.k);
    const result: Decoded = { from, to: point.k, printed: point, meanFrom: from };
    if (!Number.isFinite(point.value) || (last && !Number.isFinite(last.value))) {
      // NaN and infinity stay in an average; what comes after the first one is unknown.
      if (!last || Number.isFinite(last.value)) result.mean = point.value;
    } else between(result, last, point, weights, known);
    yield result;
    last = point;
  }
}

/**
 * The mean of what came between two running averages; of the first it is the average itself, whatever it
 * counts.
 */
function between(
  result: Decoded,
  before: Point | undefined,
  point: Point,
  weights: Weights,
  rounding: Rounding & { readonly errors: SumErrors },
): void {
  const k1 = before?.k ?? 0;
  const n1 = before ? weights.at(k1) : 0;
  const y = before ?? { k: 0, value: 0, exponent: EXACT };
  const steps = weights.steps(k1, point.k);
  const { errors } = rounding;
  const first = before ? printedError(before, rounding) : 0;
  const second = printedError(point, rounding);
  const meanAt = (n2: number) => difference(n2, point, n1, y, n2 - n1);
  const boundAt = (n2: number) => {
    const own = n2 - n1;
    return (n2 * second + n1 * first + errors.between(n1 * y.value, n2 * point.value, steps, own)) / own;
  };
  const meanOf = (n2: number): [number, number] => [meanAt(n2), boundAt(n2)];
  const n2 = weights.at(point.k);
  if (n2 <= n1) return;
  const span = before && weights.span(point.k);
  // Nearly all: no pair of numbers for each.
  if (span === undefined) {
    result.mean = meanAt(n2);
    result.bound = boundAt(n2);
  } else settle(result, n1, n2, span, meanOf);
  if (before && weights.varied) result.condition = EQUAL_BATCHES;
  const signs = errors.condition(point, point.k);
  if (signs) {
    result.condition = [result.condition, signs].filter(Boolean).join(', ');
    result.range = undefined;
  }
  if (before && weights.lastIf === point.k) ifLast(result, meanOf(n2));
  errors.see(point.value, result.mean as number);
}

/** @param full the mean of a step that is not the last, and its bound */
function ifLast(result: Decoded, full: readonly [number, number]): void {
  const { mean = Number.NaN, bound = 0, range } = result;
  result.range = hull(full, ...(range ? [middle(range)] : [[mean, bound] as const]));
  result.condition = [result.condition, `step ${result.to} is the last`].filter(Boolean).join(', ');
}

function middle([low, high]: readonly [number, number]): [number, number] {
  return [(low + high) / 2, (high - low) / 2];
}

/**
 * A mean that depends on the weight of the last step: it changes in one direction with it, so the ends of
 * what it may weigh give the range. Where the weight of equal batches is none of them, the middle of the
 * range is given.
 */
export function settle(
  result: Decoded,
  n1: number,
  equal: number,
  span: readonly [number, number] | undefined,
  meanOf: (n2: number) => [number, number],
): void {
  [result.mean, result.bound] = meanOf(equal);
  if (span === undefined) return;
  const [least, most] = span;
  const range = least > n1 ? hull(meanOf(least), meanOf(most)) : undefined;
  if (equal <= most) {
    result.condition = EQUAL_BATCHES;
    if (range) result.range = range;
  } else if (range) {
    [result.mean, result.bound] = middle(range);
  }
}

function hull(...ways: readonly (readonly [number, number])[]): [number, number] {
  return [Math.min(...ways.map(([m, b]) => m - b)), Math.max(...ways.map(([m, b]) => m + b))];
}

/** What a mean of the last steps covers: Lightning before 2.0. */
const WINDOW = 20;

/**
 * Up to its full width a moving mean is a running average; what leaves it later is not known. It goes on from
 * epoch to epoch.
 */
export function* decodeMoving(
  points: Iterable<Point>,
  fromStart: boolean,
  weights: Weights,
  rounding: Rounding,
): Iterable<Decoded> {
  const early: Point[] = [];
  const late: Point[] = [];
  let last: Point | undefined;
  for (const point of points) {
    // The bar counts batches of the validation too: they leave the mean as it is.
    const moved = !Object.is(point.value, last?.value);
    (fromStart && moved && point.k <= WINDOW ? early : late).push(point);
    last = point;
  }
  yield* decodeRunning(early, weights, rounding);
  for (const point of late) yield { from: point.k, to: point.k, printed: point, meanFrom: point.k };
}

/** An epoch's mean that counts a batch of loss 0 too many: of equal batches it is S/(S+1) of the mean. */
export function extraLine(point: Point, rounding: Rounding): Decoded {
  const factor = (point.k + 1) / point.k;
  const error = printedError(point, rounding) + sumErrors(rounding).whole(point.value, point.k + 1);
  const [mean, bound] = [point.value * factor, error * factor];
  return { from: point.k, to: point.k, printed: point, mean, bound, meanFrom: 1 };
}

/**
 * `fit_generator` of Keras up to 2.3: plain running averages, and in the last line the epoch's mean over
 * rows, r(S), averaged in once more: (S+1)·F = L(1) + … + L(S) + r(S). With every step before the last known,
 * that gives L(S) for each size of its batch.
 * @param rows what the rows of the epoch weigh
 */
export function* decodeAgain(
  before: readonly Point[],
  last: Point | undefined,
  rows: Weights,
  each: Weights,
  rounding: Rounding,
): Iterable<Decoded> {
  yield* decodeRunning(before, each, rounding);
  if (!last) return;
  const S = last.k;
  const previous = before.at(-1);
  const k = previous?.k ?? 0;
  const result: Decoded = { from: Math.min(k + 1, S), to: S, printed: last, meanFrom: Math.min(k + 1, S) };
  if (Number.isFinite(last.value) && (previous === undefined || Number.isFinite(previous.value)) && k < S) {
    const one = rows.at(1);
    const seen = previous?.value ?? 0;
    const [e1, e2] = [previous ? printedError(previous, rounding) : 0, printedError(last, rounding)];
    /** With the whole epoch weighing n: a batch before the last counts 1 + one/n, the last 1 + own/n. */
    const meanOf = (n: number): [number, number] => {
      const own = n - one * (S - 1);
      const [each_, rest] = [1 + one / n, k === S - 1 ? 1 + own / n : (1 + one / n) * (S - k)];
      return [((S + 1) * last.value - k * each_ * seen) / rest, ((S + 1) * e2 + k * each_ * e1) / rest];
    };
    const even = rows.at(S) === one * S;
    const span = S > 1 ? rows.span(S) : undefined;
    const known = k === S - 1;
    if (known || even) [result.mean, result.bound] = meanOf(rows.at(S));
    if (even && span) {
      result.condition = EQUAL_BATCHES;
      if (known) result.range = hull(meanOf(span[0]), meanOf(span[1]), meanOf(rows.at(S)));
    }
  }
  yield result;
}
