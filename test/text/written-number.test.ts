/** Intervals by arithmetic: units of the last digit are powers of ten, spacings powers of two (IEEE 754). */
import { describe, expect, test } from 'vitest';
import { meets, rounded, spacing, unitsOff, writtenNumber } from '../../src/text/written-number.js';

test.each([
  // 24 bits: between 1 and 2 float32 moves by 2^-23, just below 1 by 2^-24; float16 has 11 bits, bfloat16 8.
  [1, 'float32', 2 ** -23],
  [1 - 2 ** -24, 'float32', 2 ** -24],
  [-1.5, 'float32', 2 ** -23],
  [2 - 2 ** -52, 'float64', 2 ** -52],
  [36, 'bfloat16', 0.25],
  [1000, 'float16', 0.5],
  [0, 'float32', 2 ** -149],
  [5e-324, 'float64', 5e-324],
  [Number.POSITIVE_INFINITY, 'float16', 2 ** -24],
])('the spacing at %d in %s', (x, dtype, expected) => {
  expect(spacing(x, dtype)).toBe(expected);
});

test.each([
  ['4.1276', 5e-5],
  ['1.', 0],
  ['.5', 0.05],
  ['1.00e+02', 0.5],
  ['1.23e-05', 0.5e-7],
  ['1.95e+4', 50],
  ['2e3', 500],
  ['1.0', 0.05],
  // A whole number means itself.
  ['1', 0],
  ['-35', 0],
  ['nan', 0],
  ['-inf', 0],
])('%s is %d wide on each side', (text, half) => {
  expect(writtenNumber(text).half).toBeCloseTo(half, 12);
});

describe('what is met', () => {
  test.each([
    // ln 5 is 1.6094379124341003; the nearest float32 1.6094379425048828 (numpy.float32, printed by Python
    // with all its digits).
    ['1.6094379425048828', Math.fround(Math.log(5)), 'float32'],
    ['1.609438', Math.fround(Math.log(5)), 'float32'],
    ['1.6094379', Math.fround(Math.log(5)), 'float32'],
    // The double of float32 0.3, and 0.3 itself.
    ['0.30000001192092896', Math.fround(0.3), 'float32'],
    ['0.3', Math.fround(0.3), 'float32'],
    ['1', 1, 'float64'],
    ['1', 1 + 2 ** -23, 'float32'],
    ['1.0', 1.04, 'float32'],
    ['nan', Number.NaN, 'float32'],
    ['-inf', Number.NEGATIVE_INFINITY, 'float32'],
    ['2.5e-1', 0.2549, 'float32'],
  ])('%s by %d in %s', (text, x, dtype) => {
    expect(meets(writtenNumber(text), x, dtype)).toBe(true);
  });
  test.each([
    ['1', 0.7, 'float32'],
    ['1', 1 + 2 ** -21, 'float32'],
    ['1', 1 + 2 ** -23, 'float64'],
    ['1.0', 1.06, 'float32'],
    ['1.00e+02', 100.6, 'float32'],
    ['nan', 1, 'float32'],
    ['inf', Number.NEGATIVE_INFINITY, 'float32'],
    ['0.5', Number.NaN, 'float32'],
  ])('not %s by %d in %s', (text, x, dtype) => {
    expect(meets(writtenNumber(text), x, dtype)).toBe(false);
  });
  test('a whole number taken as a rounded one', () => {
    expect(meets(rounded(writtenNumber('1')), 0.7, 'float32')).toBe(true);
    expect(meets(rounded(writtenNumber('1')), 1.6, 'float32')).toBe(false);
  });
  test('at a boundary of rounding a float32 lies less than a unit outside', () => {
    // 0.71315 − 0.71314996 = 4e-8; the spacing there is 2^-24 = 5.96e-8.
    const off = unitsOff(writtenNumber('0.7132'), 0.71314996, 'float32');
    expect(off).toBeGreaterThan(0.5);
    expect(off).toBeLessThan(1);
    expect(unitsOff(writtenNumber('0.7131'), 0.71314996, 'float32')).toBeLessThan(0);
  });
});
