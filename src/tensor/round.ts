/**
 * Rounding a double to the narrower floating-point dtypes, directly (never through float32, which would round
 * twice): to nearest, ties to even, with subnormals and overflow to infinity, as IEEE 754 prescribes.
 */
import { endianness } from 'node:os';
import type { Dtype } from './ndarray.js';

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
const HIGH = endianness() === 'LE' ? 1 : 0;

/**
 * Adding and subtracting 1.5 * 2^52 quanta rounds to a multiple of the quantum, because a double of that size
 * has the quantum as its last place; the processor's own rounding does the ties.
 */
function roundToPrecision(x: number, fractionBits: number, minExponent: number): number {
  scratch[0] = x;
  const exponent = ((words[HIGH]! >>> 20) & 0x7ff) - 1023;
  const quantum = Math.max(exponent, minExponent) - fractionBits;
  words[HIGH] = ((quantum + 52 + 1023) << 20) | 0x80000;
  words[1 - HIGH] = 0;
  const shift = scratch[0];
  const rounded = x + shift - shift;
  return rounded === 0 ? x * 0 : rounded;
}

/** The float16 (IEEE binary16) nearest to `x`; NaN stays NaN, |x| >= 65520 becomes infinite. */
export function roundFloat16(x: number): number {
  if (x < 65520 && x > -65520) return roundToPrecision(x, 10, -14);
  return x * Number.POSITIVE_INFINITY;
}

/** Half way between the largest bfloat16 and 2^128: from here on the nearest value is infinity. */
const BFLOAT16_OVERFLOW = 2 ** 128 - 2 ** 119;

/** The bfloat16 nearest to `x`; NaN stays NaN, |x| >= 2^128 - 2^119 becomes infinite. */
export function roundBfloat16(x: number): number {
  if (x < BFLOAT16_OVERFLOW && x > -BFLOAT16_OVERFLOW) return roundToPrecision(x, 7, -126);
  return x * Number.POSITIVE_INFINITY;
}

/** The float32 bits of the value that a float16's 16 bits stand for. */
export function float16ToFloat32Bits(bits: number): number {
  const sign = (bits & 0x8000) << 16;
  const exponent = bits & 0x7c00;
  const fraction = bits & 0x3ff;
  if (exponent === 0x7c00) return sign | 0x7f80_0000 | (fraction << 13);
  // The exponents' biases are 15 and 127.
  if (exponent !== 0) return sign | (((exponent >> 10) + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal's first one becomes the implicit one.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}

/** The rounding of a dtype; the identity for float64 and for the exact kinds. */
export function rounding(dtype: Dtype): (x: number) => number {
  if (dtype === 'float32') return Math.fround;
  if (dtype === 'float16') return roundFloat16;
  if (dtype === 'bfloat16') return roundBfloat16;
  return (x) => x;
}

/** The rounding of a mean's sum: kernels keep the sum of a 16-bit mean in float32. */
export function meanSumRounding(dtype: Dtype): (x: number) => number {
  return dtype === 'float16' || dtype === 'bfloat16' ? Math.fround : rounding(dtype);
}
