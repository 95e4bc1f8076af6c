import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float16ToFloat32Bits, roundBfloat16, roundFloat16 } from '../../src/tensor/round.js';
import { roundingPairs } from '../io/npy-fixtures.js';

describe('rounding to narrower dtypes', () => {
  it.each(roundingPairs('float16'))('float16: %d becomes %d, as in numpy', (from, to) => {
    expect(roundFloat16(from)).toBe(to);
  });

  it.each(roundingPairs('bfloat16'))('bfloat16: %d becomes %d, as in ml_dtypes', (from, to) => {
    expect(roundBfloat16(from)).toBe(to);
  });

  it('keeps every float16', () => {
    const bits = Uint32Array.from({ length: 2 ** 16 }, (_, half) => float16ToFloat32Bits(half));
    const values = Array.from(new Float32Array(bits.buffer));
    expect(values.map(roundFloat16)).toEqual(values);
    expect(new Set(values.filter((value) => !Number.isNaN(value))).size).toBe(2 ** 16 - 2 * 1023 - 1);
  });

  it('overflows where the nearest value would be beyond the largest', () => {
    expect(roundFloat16(65519.99)).toBe(65504);
    expect(roundFloat16(65520)).toBe(Number.POSITIVE_INFINITY);
    expect(roundFloat16(-1e300)).toBe(Number.NEGATIVE_INFINITY);
    expect(roundBfloat16(Number.MAX_VALUE)).toBe(Number.POSITIVE_INFINITY);
    expect(Object.is(roundBfloat16(-Number.MIN_VALUE), -0)).toBe(true);
  });

  it('bfloat16 is idempotent and monotone', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        expect(roundBfloat16(roundBfloat16(a))).toBe(roundBfloat16(a));
        expect(roundBfloat16(Math.min(a, b)) <= roundBfloat16(Math.max(a, b))).toBe(true);
      }),
    );
  });
});
