/**
 * The two 8-bit formats that frameworks save (OCP 8-bit floating point): every value is a float32, so they
 * are read and never computed in.
 */
export const FLOAT8 = ['float8_e4m3fn', 'float8_e5m2'] as const;
export type Float8 = (typeof FLOAT8)[number];

export function isFloat8(dtype: string): dtype is Float8 {
  return FLOAT8.some((known) => known === dtype);
}

const LAYOUT: Record<Float8, { readonly fractionBits: number; readonly bias: number }> = {
  float8_e4m3fn: { fractionBits: 3, bias: 7 },
  float8_e5m2: { fractionBits: 2, bias: 15 },
};

/** The values of the bytes 0 – 255. */
export function float8Values(dtype: Float8): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => valueAt(byte, dtype));
}

function valueAt(byte: number, dtype: Float8): number {
  const { fractionBits, bias } = LAYOUT[dtype];
  const sign = byte & 0x80 ? -1 : 1;
  const exponent = (byte & 0x7f) >> fractionBits;
  const fraction = byte & (2 ** fractionBits - 1);
  // e4m3fn ("finite, NaN") has no infinities and one NaN of each sign.
  if (dtype === 'float8_e4m3fn' && (byte & 0x7f) === 0x7f) return Number.NaN;
  if (dtype === 'float8_e5m2' && exponent === 31)
    return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  const significand = fraction / 2 ** fractionBits + (exponent > 0 ? 1 : 0);
  return sign * significand * 2 ** (Math.max(exponent, 1) - bias);
}
