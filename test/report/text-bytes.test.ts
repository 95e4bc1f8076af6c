/** Numbers in bytes are what `String` makes of them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextBytes } from '../../src/report/unroll/text-bytes.js';

function written(x: number): string {
  const out = new TextBytes();
  out.number(x);
  return out.take();
}

test('doubles of any size, decimals of few digits, whole numbers', () => {
  const decimal = fc
    .tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.nat(12))
    .map(([n, places]) => Number(`${n}e-${places}`));
  const numbers = fc.oneof(fc.double(), decimal, fc.maxSafeInteger(), fc.float());
  fc.assert(
    fc.property(numbers, (x) => {
      expect(written(x)).toBe(String(x));
    }),
    { numRuns: 20_000 },
  );
});

test.each([0, -0, 1e-6, 9.9e-7, 1e-7, 1e8, 99999999.9999999, 1e21, 0.1 + 0.2, Number.NaN, -1 / 0])(
  '%s',
  (x) => expect(written(x)).toBe(String(x)),
);

test('words beside them, of any length', () => {
  const out = new TextBytes();
  const long = 'naïve ± ━ '.repeat(20_000);
  out.text('a');
  out.text(long);
  out.number(0.5);
  out.bytes(Buffer.from(','));
  expect(out.full).toBe(true);
  expect(out.take()).toBe(`a${long}0.5,`);
  expect(out.take()).toBe('');
});
