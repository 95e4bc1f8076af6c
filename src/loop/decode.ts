/**
 * From averages printed now and then back to the means in between.
 * A running average v(k) after weight N(k) is the sum N(k)·v(k); the difference of two sums, over the difference of the weights, is
 * the mean of what came between. Each printed number may be off by half a unit of its last digit, so the bound is exact interval
 * arithmetic: (N2·h2 + N1·h1) / (N2 - N1).
 */
import { EXACT } from '../logs/line.js';
import { halfUnit } from './table.js';

/** A printed average. */
export interface Point {
  /** Steps (or samples) done. */
  k: number;
  value: number;
  exponent: number;
}

export interface Decoded {
  from: number;
  to: number;
  printed: Point;
  /** Mean over the units from `meanFrom` to `to`; undefined where the log does not determine it. */
  mean?: number;
  bound?: number;
  meanFrom: number;
  /** For a bar that averages averages: the mean of the true running averages over `from` … `to`. */
  running?: number;
  runningBound?: number;
}

/** What a framework computes in float32 has no digits beyond 2^-24 of the value, however many are printed. */
export function uncertainty(point: { value: number; exponent: number }): number {
  return Math.max(halfUnit(point.exponent), point.exponent === EXACT ? 0 : Math.abs(point.value) * 2 ** -24);
}

/** (a·x - b·y) / d: in whole units of the last digit where that is exact, so that 4-digit logs give 4-digit means. */
function difference(a: number, x: Point, b: number, y: Point, d: number): number {
  const exponent = Math.min(x.exponent, y.exponent);
  if (exponent > EXACT && exponent < 0 && exponent >= -22) {
    const scale = 10 ** -exponent;
    const sum = a * Math.round(x.value * scale) - b * Math.round(y.value * scale);
    if (Math.abs(a * x.value * scale) + Math.abs(b * y.value * scale) < 2 ** 53) return sum / d / scale;
  }
  return (a * x.value - b * y.value) / d;
}

function differenceBound(a: number, x: Point, b: number, y: Point, d: number): number {
  const hx = uncertainty(x);
  const hy = uncertainty(y);
  if (hx === hy && x.exponent === y.exponent && hx === halfUnit(x.exponent) && x.exponent < 0 && x.exponent !== EXACT) {
    return (((a + b) / d) * 0.5) / 10 ** -x.exponent;
  }
  return (a * hx + b * hy) / d;
}

/** Running averages to interval means. `weight` gives N(k): k itself while all batches have one size. */
export function* decodeRunning(points: Iterable<Point>, weight: (k: number) => number = (k) => k): Iterable<Decoded> {
  let last: Point | undefined;
  for (const point of points) {
    const from = (last?.k ?? 0) + 1;
    const result: Decoded = { from, to: point.k, printed: point, meanFrom: from };
    if (!Number.isFinite(point.value) || (last && !Number.isFinite(last.value))) {
      // NaN and infinity stay in an average; what comes after the first one is unknown.
      if (!last || Number.isFinite(last.value)) result.mean = point.value;
    } else if (!last) {
      result.mean = point.value;
      result.bound = uncertainty(point);
    } else if (weight(point.k) > weight(last.k)) {
      const n2 = weight(point.k);
      const n1 = weight(last.k);
      result.mean = difference(n2, point, n1, last, n2 - n1);
      result.bound = differenceBound(n2, point, n1, last, n2 - n1);
    }
    yield result;
    last = point;
  }
}

/** What a mean of the last steps covers: Lightning before 2.0. */
const WINDOW = 20;

/** Up to its full width a moving mean is a running average; what leaves it later is not known. It goes on from epoch to epoch. */
export function* decodeMoving(points: Iterable<Point>, fromStart: boolean): Iterable<Decoded> {
  const early: Point[] = [];
  const late: Point[] = [];
  for (const point of points) (fromStart && point.k <= WINDOW ? early : late).push(point);
  yield* decodeRunning(early);
  for (const point of late) yield { from: point.k, to: point.k, printed: point, meanFrom: point.k };
}

/** What the last line of an epoch shows in Keras 3: `repeat` (3.0 – 3.10) averages once more, `exact` (3.11 – 3.14) is the epoch's mean. */
export type FinalRule = 'repeat' | 'exact';

interface Known {
  k: number;
  value: number;
  bound: number;
  /** Set when `value` is k·d(k) - (k-1)·d(k-1): the two printed numbers it came from. */
  pair?: { point: Point; before: Point | undefined };
}

/**
 * Averages of averages, d(k) = mean of r(1) … r(k), r the running average of the batch losses: Keras 3.0 – 3.14.
 * Two neighbouring lines give r(k) = k·d(k) - (k-1)·d(k-1); two known r give the mean loss between them. Where steps were not printed
 * only the mean of the running averages over the gap is determined.
 * @param final the last line of the epoch (a second line with k = S, or the only one), if the log has it
 */
export function* decodeDouble(
  points: Iterable<Point>,
  final: { point: Point; rule: FinalRule | undefined } | undefined,
  weight: (k: number) => number = (k) => k,
): Iterable<Decoded> {
  let last: Point | undefined;
  let known: Known | undefined;
  for (const point of points) {
    const k1 = last?.k ?? 0;
    const result: Decoded = { from: k1 + 1, to: point.k, printed: point, meanFrom: k1 + 1 };
    if (Number.isFinite(point.value) && (!last || Number.isFinite(last.value))) {
      const before = last ?? { k: 0, value: 0, exponent: EXACT };
      result.running = difference(point.k, point, k1, before, point.k - k1);
      result.runningBound = differenceBound(point.k, point, k1, before, point.k - k1);
      if (point.k === k1 + 1) {
        const now: Known = {
          k: point.k,
          value: result.running,
          bound: result.runningBound,
          pair: { point, before: last },
        };
        meanBetween(result, known, now, weight);
        known = now;
      }
    } else if (!last || Number.isFinite(last.value)) result.running = point.value;
    yield result;
    last = point;
  }
  if (final) yield lastLine(last, known, final);
}

/** The mean loss between two known running averages. */
function meanBetween(result: Decoded, known: Known | undefined, now: Known, weight: (k: number) => number): void {
  const n2 = weight(now.k);
  const n1 = known ? weight(known.k) : 0;
  result.meanFrom = (known?.k ?? 0) + 1;
  // Before the first known average nothing is known, unless it is the first step's.
  if (!known && now.k > 1) {
    result.mean = now.value;
    result.bound = now.bound;
    result.meanFrom = 1;
    return;
  }
  const n = n2 - n1;
  result.mean = (n2 * now.value - n1 * (known?.value ?? 0)) / n;
  result.bound = (n2 * now.bound + n1 * (known?.bound ?? 0)) / n;
  if (known?.k === now.k - 1 && now.pair?.before && known.pair) {
    // The printed d(k-1) is in both: its error counts once, with the sum of its factors.
    const k = now.k;
    const third = known.pair.before;
    const before = now.pair.before;
    result.bound =
      (n2 * k * uncertainty(now.pair.point) +
        (n2 + n1) * (k - 1) * uncertainty(before) +
        n1 * (k - 2) * (third ? uncertainty(third) : 0)) /
      n;
  }
}

function lastLine(
  last: Point | undefined,
  known: Known | undefined,
  final: { point: Point; rule: FinalRule | undefined },
): Decoded {
  const { point, rule } = final;
  const S = point.k;
  const k = last?.k ?? 0;
  const result: Decoded = { from: Math.min(k + 1, S), to: S, printed: point, meanFrom: 1 };
  if (!Number.isFinite(point.value)) return { ...result, mean: point.value };
  // One step: every rule shows its loss.
  if (S > 1 && rule === undefined) return result;
  if (S === 1 || rule === 'exact') {
    result.running = point.value;
    result.runningBound = uncertainty(point);
  } else {
    // (S+1)·F = r(1) + … + r(S) + r(S): what the lines before do not hold is spread over S-k+1 terms.
    const before = last ?? { k: 0, value: 0, exponent: EXACT };
    if (!Number.isFinite(before.value)) return result;
    const terms = S - k + 1;
    result.running = difference(S + 1, point, k, before, terms);
    result.runningBound = differenceBound(S + 1, point, k, before, terms);
    if (k < S - 1) return result;
  }
  const now: Known = { k: S, value: result.running, bound: result.runningBound };
  if (rule === 'repeat' && known?.k === S) {
    // Both ways give r(S): keep the narrower one.
    if (known.bound < now.bound) Object.assign(now, { value: known.value, bound: known.bound });
    result.mean = now.value;
    result.bound = now.bound;
    return result;
  }
  // The epoch's mean over all steps is the running average at its end.
  result.mean = now.value;
  result.bound = now.bound;
  return result;
}
