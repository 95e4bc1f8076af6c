import { expect, test } from 'vitest';
import { allowed, near, TOLERANCES } from '../../src/tensor/near.js';

const INF = Number.POSITIVE_INFINITY;

test.each([
  [100, 101, 0.01, true],
  [101, 100, 0.01, true],
  [100, 102, 0.01, false],
  [0, -0, 0.01, true],
  [0, 1e-300, 0.5, false],
  [Number.NaN, Number.NaN, 0, true],
  [Number.NaN, 1, 1, false],
  [INF, INF, 0, true],
  [INF, -INF, 1, false],
  [1, INF, 0.5, false],
])('near(%d, %d, %d) is %s', (a, b, relative, expected) => {
  expect(near(a, b, relative)).toBe(expected);
});

test('a tolerance is absolute beside 0 and relative elsewhere', () => {
  expect(allowed(0, TOLERANCES.float32)).toBe(1e-5);
  // 1e-5 + 1.3e-6 · 1000
  expect(allowed(-1000, TOLERANCES.float32)).toBeCloseTo(1.31e-3, 12);
});
