/** Bounds are written in three digits, and never below what they are. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundedUp, TextBytes } from '../../src/report/unroll/text-bytes.js';

const positive = fc.double({ min: 1e-20, max: 1e3, noNaN: true, minExcluded: true });

test('no less than the number, and less than a unit of the third digit more', () => {
  fc.assert(
    fc.property(positive, (x) => {
      const up = roundedUp(x);
      const unit = 10 ** (Math.floor(Math.log10(x)) - 2);
      return up >= x && up - x <= unit * (1 + 1e-9);
    }),
    { numRuns: 20_000 },
  );
});

test('three digits in all', () => {
  fc.assert(
    fc.property(positive, (x) => {
      const digits = roundedUp(x).toExponential().replace(/e.*$/, '').replace('.', '');
      return digits.length <= 3 || roundedUp(x) === 1000;
    }),
    { numRuns: 20_000 },
  );
});

test('three digits stay what they are', () => {
  for (let e = -19; e <= -1; e++)
    for (let n = 100; n < 1000; n += 7) expect(roundedUp(Number(`${n}e${e}`))).toBe(Number(`${n}e${e}`));
});

test('other numbers', () => {
  const texts = [0, Number.NaN, Number.POSITIVE_INFINITY, 1e-300, 1234.5, 1e200].map((x) => {
    const out = new TextBytes();
    out.bound(x);
    return out.take();
  });
  expect(texts).toEqual(['0', 'NaN', 'Infinity', '1e-300', '1235', '1e+200']);
});
