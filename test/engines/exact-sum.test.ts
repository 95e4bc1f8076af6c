import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExactSum } from '../../src/engines/exact-sum.js';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

function sum(values: number[]): number {
  const s = new ExactSum();
  for (const v of values) s.add(v);
  return s.value();
}

/** The exact sum as a fraction over 2^1074, compared with the result's neighbours. */
function units(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n);
  const value = fraction << BigInt(Math.max(exponent, 1) - 1);
  return bits >> 63n ? -value : value;
}

test('a sum is the double nearest to the exact sum', () => {
  fc.assert(
    fc.property(fc.array(finite, { maxLength: 30 }), (values) => {
      const exact = values.reduce((a, v) => a + units(v), 0n);
      const result = sum(values);
      if (!Number.isFinite(result)) return;
      const error = (a: bigint) => (a < 0n ? -a : a);
      const distance = error(exact - units(result));
      const ulp = units(Math.max(Math.abs(result), Number.MIN_VALUE));
      // No other double is nearer: half the gap to either neighbour at the most.
      const gap = ulp >= 1n << 53n ? 1n << BigInt(ulp.toString(2).length - 53) : 1n;
      expect(2n * distance <= gap).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  // math.fsum of Python 3.11 gives these.
  [[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 1],
  [[1e100, 1, -1e100], 1],
  [[1e308, 1e308, -1e308], 1e308],
  [[2 ** 53, 1, 1], 2 ** 53 + 2],
  [[5e-324, 5e-324], 1e-323],
  [[], 0],
  [[-0, -0], -0],
  [[1, Number.NaN], Number.NaN],
  [[Number.POSITIVE_INFINITY, 1], Number.POSITIVE_INFINITY],
  [[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], Number.NaN],
])('%j', (values, expected) => {
  expect(sum(values)).toBe(expected);
});

test('states merge to the same sum in any split', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1, maxLength: 30 }), fc.nat(), (values, at) => {
      const cut = at % values.length;
      const [left, right] = [new ExactSum(), new ExactSum()];
      left.addAll(values, 0, cut);
      right.addAll(values, cut, values.length);
      left.merge(right);
      expect(left.value()).toBe(sum(values));
    }),
  );
});

test('more additions than a bin can hold are carried', () => {
  const s = new ExactSum();
  const n = 2 ** 20 + 7;
  for (let i = 0; i < n; i++) s.add(1 + 2 ** -52);
  expect(s.value()).toBe(n + n * 2 ** -52);
});
