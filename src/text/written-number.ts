/**
 * A number as somebody wrote it, and the interval that its digits leave: the one place where digits become a
 * bound.
 */

/** Explicit bits of the significand, and the exponent of the smallest normal number. */
const FORMATS: Readonly<Record<string, { bits: number; least: number }>> = {
  float16: { bits: 10, least: -14 },
  bfloat16: { bits: 7, least: -126 },
  float32: { bits: 23, least: -126 },
  float64: { bits: 52, least: -1022 },
};

/**
 * The distance from a number to the next larger one of its dtype; of infinities and NaN the smallest there
 * is.
 */
export function spacing(x: number, dtype: string): number {
  const { bits, least } = FORMATS[dtype]!;
  const size = Math.abs(x);
  // A logarithm may be rounded up to the next whole number just below a power of two.
  let exponent = size > 0 && size < Number.POSITIVE_INFINITY ? Math.floor(Math.log2(size)) : least;
  if (exponent > least && 2 ** exponent > size) exponent--;
  return 2 ** (Math.max(exponent, least) - bits);
}

/**
 * How many units in the last place two orders of the same additions may lie apart. Of the narrow dtypes,
 * where a unit is seen in the printed digits, one.
 */
const ROUNDING_UNITS: Readonly<Record<string, number>> = { float32: 8, float64: 8, float16: 1, bfloat16: 1 };

export function roundingUnits(dtype: string): number {
  return ROUNDING_UNITS[dtype]!;
}

/**
 * Are two numbers the same but for the rounding of a few operations? NaN equals NaN.
 * @param size of the numbers that were computed with, where it is larger than theirs
 */
export function onlyRounding(a: number, b: number, dtype: string, size = 0): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= roundingUnits(dtype) * spacing(Math.max(Math.abs(a), Math.abs(b), size), dtype);
}

/** Power of ten of the last printed digit: -4 for `4.1276`, -8 for `1.0000e-04`. */
export function lastDigit(text: string): number {
  const e = text.search(/[eE]/);
  const mantissa = e < 0 ? text : text.slice(0, e);
  const point = mantissa.indexOf('.');
  const decimals = point < 0 ? 0 : mantissa.length - point - 1;
  return (e < 0 ? 0 : Number(text.slice(e + 1))) - decimals;
}

/** Digits, NaN or an infinity, as programs print them; either case. */
export const WRITTEN_NUMBER = String.raw`[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|nan|inf(?:inity)?)`;

const POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);

/** Half a unit of the digit at this power of ten. */
export function halfUnit(exponent: number): number {
  // A power is slow, and a log of a million lines asks for few of them.
  return exponent < 0 ? 0.5 / (POWERS[-exponent] ?? 10 ** -exponent) : 0.5 * 10 ** exponent;
}

export interface WrittenNumber {
  readonly text: string;
  readonly value: number;
  /**
   * How far rounding to the written digits may have moved it. 0 for a whole number, which is taken to mean
   * itself.
   */
  readonly half: number;
  /** No decimals and no exponent: `2` (`2.` in numpy) may be 2, or what was rounded to it. */
  readonly whole: boolean;
}

/** @param text a number as programs print it, NaN and infinities included */
export function writtenNumber(text: string): WrittenNumber {
  const value = parsed(text);
  const whole = /^[-+]?\d+\.?$/.test(text);
  return { text, value, whole, half: whole || !Number.isFinite(value) ? 0 : halfUnit(lastDigit(text)) };
}

function parsed(text: string): number {
  const [, sign, word] = /^([-+]?)(nan|inf(?:inity)?)$/i.exec(text) ?? [];
  if (word === undefined) return Number(text);
  if (word.toLowerCase() === 'nan') return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** A whole number taken as one that was rounded to it. */
export function rounded(written: WrittenNumber): WrittenNumber {
  return written.whole ? { ...written, half: 0.5 } : written;
}

/**
 * How many units in the last place of a dtype a number lies outside of what the digits leave; 0 and less lie
 * inside. Up to half a unit it is the same number of that dtype, written with more digits than it has or with
 * its shortest.
 */
export function unitsOff({ value, half }: WrittenNumber, x: number, dtype: string): number {
  if (Object.is(value, x) || value === x) return 0;
  if (!Number.isFinite(value) || !Number.isFinite(x)) return Number.POSITIVE_INFINITY;
  return (Math.abs(x - value) - half) / spacing(Math.max(Math.abs(x), Math.abs(value)), dtype);
}

/**
 * May this number be what was written? It may lie outside by the spacing of the dtype that it was computed
 * in.
 */
export function meets(written: WrittenNumber, x: number, dtype: string): boolean {
  return unitsOff(written, x, dtype) <= 1;
}

/** Does a text mean a number so small that the nearest double is 0? */
export function isUnderflow(text: string): boolean {
  // With a digit other than 0 before the exponent, the number is not 0.
  return Number(text) === 0 && /^[^eExXbBoO]*[1-9]/.test(text);
}
