/** Nested values as they stand in a report. */
import type { Nested } from './model.js';

/** All numbers in row-major order. */
export function flatten(values: Nested): number[] {
  return Array.isArray(values) ? values.flatMap(flatten) : [values];
}
