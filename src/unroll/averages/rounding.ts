/**
 * How far a printed average may be from the true one: half a unit of its last digit, and what the sums behind
 * it lost. A program that keeps them in float32 rounds the product of a batch's loss and its rows, the sum
 * after each step, and the quotient.
 */
import { EXACT } from '../../logs/lines/line.js';
import { halfUnit } from '../series/table.js';
import type { Point } from './decode.js';

/** How the program that averaged rounds. */
export interface Rounding {
  /** The largest relative error of one operation. */
  readonly unit: number;
  /** Roundings of the sum at each step: one of `total += …`, three of `mean = (mean·(k - 1) + x) / k`. */
  readonly each: 1 | 3;
}

const FLOAT64 = 2 ** -53;
const FLOAT32 = 2 ** -24;
/** Keras' Mean. */
export const FLOAT32_SUMS: Rounding = { unit: FLOAT32, each: 1 };
/** Python's own numbers. */
export const FLOAT64_SUMS: Rounding = { unit: FLOAT64, each: 1 };
/** A program of which it is not known. */
export const UNKNOWN_SUMS: Rounding = { unit: FLOAT32, each: 3 };
/** The smallest number of float32 is about so large: a 0 is no more exact. */
const SMALLEST = 2 ** -150;

/** So many lines of one sign speak for losses of one sign. */
const SURE_LINES = 8;

/** Of one printed number, against the number that was printed; the quotient that it is was rounded itself. */
export function printedError(
  { value, exponent }: Pick<Point, 'value' | 'exponent'>,
  { unit }: Rounding,
): number {
  // A number written in full may still be that of a float32.
  const digits = exponent === EXACT ? Math.abs(value) * FLOAT32 + SMALLEST : halfUnit(exponent);
  return digits + Math.abs(value) * unit;
}

/** Of a printed number, whatever computed it. */
export function uncertainty(point: Pick<Point, 'value' | 'exponent'>): number {
  return printedError(point, FLOAT32_SUMS);
}

/** What the sums of one epoch lose. Losses of both signs leave sums that are smaller than their terms. */
export class SumErrors {
  private positive = false;
  private negative = false;
  private largest = 0;
  /** Of the epoch that were looked at beforehand. */
  private lines = 0;

  constructor(private readonly rounding: Rounding) {}

  /** What one line of the epoch shows, looked at before any is decoded. */
  line(printed: number, mean = printed): void {
    this.see(printed, mean);
    this.lines++;
  }

  /**
   * A mean of several steps in full float32 may hide losses of the other sign, which cancel: what it takes
   * for granted where few lines tell of the losses.
   */
  condition({ value, exponent }: Pick<Point, 'value' | 'exponent'>, steps: number): string | undefined {
    if (exponent !== EXACT || this.rounding.unit !== FLOAT32 || steps < 2 || value === 0) return undefined;
    if (this.lines >= SURE_LINES || (this.positive && this.negative)) return undefined;
    return `no loss is ${value > 0 ? 'below' : 'above'} 0`;
  }

  /** What is known of the size of the losses. */
  see(printed: number, mean = printed): void {
    this.seeOne(printed);
    this.seeOne(mean);
  }

  private seeOne(x: number): void {
    if (x > 0) this.positive = true;
    else if (x < 0) this.negative = true;
    const size = Math.abs(x);
    if (size > this.largest && size < Number.POSITIVE_INFINITY) this.largest = size;
  }

  /** Of the difference of two sums with so many steps of such a weight in between. */
  between(sum1: number, sum2: number, steps: number, weight: number): number {
    const { unit, each } = this.rounding;
    const own = Math.abs(sum2 - sum1);
    // A single step hides no terms: it is what the sums differ by.
    const mixed = steps > 1 && ((this.positive && this.negative) || sum1 * sum2 < 0);
    // Of losses of both signs the mean of many is small beside each.
    const terms = mixed ? Math.max(own, 2 * Math.sqrt(steps) * this.largest * weight) : own;
    const largest = Math.max(Math.abs(sum1), Math.abs(sum2)) + (mixed ? (terms - own) / 2 : 0);
    // The first sum of all is its first term.
    const additions = sum1 === 0 ? steps - 1 : steps;
    return unit * (each * additions * largest + terms);
  }

  /** Of a mean since the start. */
  whole(value: number, steps: number): number {
    return this.between(0, value, steps, 1);
  }
}

/**
 * @param points averages of one epoch: a sum that is small beside its terms shows in the others, not in its
 * own line
 */
export function sumErrors(rounding: Rounding, points: Iterable<Pick<Point, 'k' | 'value'>> = []): SumErrors {
  const errors = new SumErrors(rounding);
  let [k, sum] = [0, 0];
  for (const point of points) {
    const next = point.k * point.value;
    if (point.k > k) errors.line(point.value, (next - sum) / (point.k - k));
    [k, sum] = [point.k, next];
  }
  return errors;
}

/** Of averages that are averaged again. */
export interface Precision {
  shown(point: Pick<Point, 'value' | 'exponent'>): number;
  see(average: number): void;
  /** Of the average of the losses up to step k itself. */
  ofAverage(k: number): number;
  between(sum1: number, sum2: number, steps: number, weight: number): number;
}

export function precision(rounding: Rounding): Precision {
  const sums = new SumErrors(rounding);
  let largest = 0;
  return {
    shown: (point) => printedError(point, rounding),
    see(average) {
      if (Number.isFinite(average)) largest = Math.max(largest, Math.abs(average));
      sums.see(average);
    },
    ofAverage: (k) => rounding.unit * largest + sums.whole(largest, k),
    // The averages themselves are rounded quotients.
    between: (sum1, sum2, steps, weight) =>
      sums.between(sum1, sum2, steps, weight) + rounding.unit * (Math.abs(sum1) + Math.abs(sum2)),
  };
}
