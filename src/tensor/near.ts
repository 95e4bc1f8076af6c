/** When two numbers are the same but for rounding. */
import type { Arithmetic } from './ndarray.js';

/**
 * NaN is near NaN, an infinity near itself alone.
 * @param relative what they may differ by, as a share of the larger one
 */
export function near(a: number, b: number, relative: number): boolean {
  const largest = Math.max(Math.abs(a), Math.abs(b));
  return Object.is(a, b) || (largest < Number.POSITIVE_INFINITY && Math.abs(a - b) <= relative * largest);
}

interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** What torch.testing uses: rtol and atol by dtype. */
export const TOLERANCES: Readonly<Record<Arithmetic, Tolerance>> = {
  float16: { rtol: 1e-3, atol: 1e-5 },
  bfloat16: { rtol: 1.6e-2, atol: 1e-5 },
  float32: { rtol: 1.3e-6, atol: 1e-5 },
  float64: { rtol: 1e-7, atol: 1e-7 },
};

/** How far from an expected number another may lie. */
export function allowed(expected: number, { rtol, atol }: Tolerance): number {
  return atol + rtol * Math.abs(expected);
}
