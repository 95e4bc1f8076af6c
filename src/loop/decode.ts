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
    // A second line of the last step covers nothing new.
    const from = Math.min((last?.k ?? 0) + 1, point.k);
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
  let last: Point | undefined;
  for (const point of points) {
    // The bar counts batches of the validation too: they leave the mean as it is.
    const moved = !Object.is(point.value, last?.value);
    (fromStart && moved && point.k <= WINDOW ? early : late).push(point);
    last = point;
  }
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

interface LastPoint {
  readonly point: Point;
  readonly rule: FinalRule | undefined;
  /** Its epoch's number counts a batch of loss 0 too many. */
  readonly extra: boolean;
}

/** An epoch's mean that counts a batch of loss 0 too many: of equal batches it is S/(S+1) of the mean. */
export function extraLine(point: Point): Decoded {
  const factor = (point.k + 1) / point.k;
  const [mean, bound] = [point.value * factor, uncertainty(point) * factor];
  return { from: point.k, to: point.k, printed: point, mean, bound, meanFrom: 1 };
}

/**
 * `fit_generator` of Keras up to 2.3: plain running averages, and in the last line the epoch's mean over rows, r(S), averaged in once
 * more: (S+1)·F = L(1) + … + L(S) + r(S). With every step before the last known, that gives L(S).
 */
export function* decodeAgain(
  before: readonly Point[],
  last: Point | undefined,
  weight: (k: number) => number,
): Iterable<Decoded> {
  yield* decodeRunning(before);
  if (!last) return;
  const S = last.k;
  const previous = before.at(-1);
  const result: Decoded = { from: (previous?.k ?? 0) + 1, to: S, printed: last, meanFrom: (previous?.k ?? 0) + 1 };
  const [whole, own] = [weight(S), weight(S) - weight(S - 1)];
  const even = own * S === whole;
  if (previous && Number.isFinite(previous.value) && Number.isFinite(last.value) && (previous.k === S - 1 || even)) {
    // Of equal batches r(S) is the plain mean, so F is too.
    const k = previous.k;
    const rest = even ? (S + 1) / S : 1 + own / whole;
    const seen = k * (even ? (S + 1) / S : 1 + (whole - own) / (S - 1) / whole);
    const steps = even ? S - k : 1;
    result.mean = ((S + 1) * last.value - seen * previous.value) / rest / steps;
    result.bound = ((S + 1) * uncertainty(last) + seen * uncertainty(previous)) / rest / steps;
  }
  yield result;
}

/**
 * Averages of averages, d(k) = mean of r(1) … r(k), r the running average of the batch losses: Keras 3.0 – 3.14.
 * Two neighbouring lines give r(k) = k·d(k) - (k-1)·d(k-1); two known r give the mean loss between them. Where steps were not printed
 * only the mean of the running averages over the gap is determined.
 * @param final the last line of the epoch (a second line with k = S, or the only one), if the log has it
 */
export function* decodeDouble(
  points: Iterable<Point>,
  final: LastPoint | undefined,
  weight: (k: number) => number = (k) => k,
): Iterable<Decoded> {
  let last: Point | undefined;
  let known: Known | undefined;
  for (const point of points) {
    const k1 = last?.k ?? 0;
    const from = Math.min(k1 + 1, point.k);
    const result: Decoded = { from, to: point.k, printed: point, meanFrom: from };
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

function lastLine(last: Point | undefined, known: Known | undefined, { point, rule, extra }: LastPoint): Decoded {
  const S = point.k;
  const k = last?.k ?? 0;
  const result: Decoded = { from: Math.min(k + 1, S), to: S, printed: point, meanFrom: 1 };
  if (!Number.isFinite(point.value)) return { ...result, mean: point.value };
  // One step: every rule shows its loss.
  if (S > 1 && rule === undefined) return result;
  if (S === 1 || rule === 'exact') {
    result.running = point.value * (extra ? (S + 1) / S : 1);
    result.runningBound = uncertainty(point) * (extra ? (S + 1) / S : 1);
  } else if (extra) {
    // (S+1)·F = r(1) + … + r(S) + r(S)·S/(S+1), where all steps before are known.
    if (!last || k < S || !Number.isFinite(last.value)) return result;
    const factor = (S + 1) / S;
    result.running = difference(S + 1, point, S, last, 1) * factor;
    result.runningBound = differenceBound(S + 1, point, S, last, 1) * factor;
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
