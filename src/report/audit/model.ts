/** The parts of a report, which schema.ts defines. Numbers may be NaN or infinite here. */
import type { Nested } from '../number-schema.js';
import type { Report } from './schema.js';

export type { Nested, Report };
export type OutputReport = Report['outputs'][number];
export type StepReport = OutputReport['steps'][number];
export type Ledger = OutputReport['ledger'];
export type BatchReport = NonNullable<Report['batches']>[number];
export type FindingReport = Report['findings'][number];
export type Comparison = NonNullable<Report['check']>['comparisons'][number];

/** All numbers in row-major order. */
export function flatten(values: Nested): number[] {
  return Array.isArray(values) ? values.flatMap(flatten) : [values];
}

/** `[1][2]` of the i-th number of nested values. */
export function positionText(values: Nested, i: number): string {
  if (!Array.isArray(values)) return '';
  const size = flatten(values[0] ?? 0).length || 1;
  const at = Math.floor(i / size);
  return `[${at}]${positionText(values[at] ?? 0, i % size)}`;
}
