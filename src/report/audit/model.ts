/** The report: the versioned result object that every reporter prints (formats.md). Numbers may be NaN or infinite here. */

export type Nested = number | Nested[];

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

export interface Ledger {
  /** null where it is an array (a mean inside each sample). */
  numerator: number | null;
  denominator: number;
  /** What the denominator counted. */
  counted: string;
  formula: string;
}

interface StatsReport {
  count: number;
  min: number;
  max: number;
  mean: number;
  nan: number;
  infinite: number;
}

export interface StepReport {
  id: string;
  name: string;
  why: string;
  formula: string;
  shape: number[];
  /** Nested like the shape; flat head and tail when truncated. */
  values: Nested;
  values_float64: Nested;
  truncated?: true;
  /** Of the headline engine's values; over the finite ones. */
  stats: StatsReport;
  ledger?: Ledger;
  /** Largest absolute difference between the two engines over the values kept. */
  difference: number;
}

export interface OutputReport {
  name: string;
  loss: string;
  params: Record<string, unknown>;
  loss_weight: number;
  value: number;
  value_float64: number;
  ledger: Ledger;
  per_sample: Nested;
  contributions: Nested | null;
  /** Why there are none. */
  contributions_note?: string;
  /** per_sample and contributions are cut to head and tail. */
  truncated?: true;
  steps: StepReport[];
}

export interface BatchReport {
  index: number;
  /** First row and the row after the last. */
  rows: [number, number];
  total: number;
  total_float64: number;
  outputs: { name: string; value: number; value_float64: number; ledger: Ledger; steps: StepReport[] }[];
}

export interface FindingReport {
  code: string;
  severity: 'error' | 'warning' | 'note';
  output?: string;
  step?: string;
  data: Record<string, unknown>;
  message: string;
}

export interface Comparison {
  what: string;
  expected: unknown;
  actual: unknown;
  difference: number | null;
  tolerance: number | null;
  /** The difference in units in the last place of the audit's dtype. */
  ulps?: number;
  passed: boolean;
  /** The elements of an array that differ most. */
  worst?: { index: string; expected: number; actual: number; difference: number }[];
  /** Which known cause gives the expected number exactly; absent where none does. */
  explanation?: string;
}

export interface Report {
  schema: 'lossaudit/report@1';
  tool: { name: 'lossaudit'; version: string };
  audit: {
    name: string;
    file: string;
    framework: string;
    /** The range of versions whose rules were used. */
    rule: string;
    note?: string;
    dtype: string;
    rows: number;
    batch_size: number | null;
  };
  engine: { name: string; backend: string; version: string; dtype: string; accumulator: string; note?: string };
  total: number;
  total_float64: number;
  /** How the outputs make the total; of an epoch whose outputs are averaged in another way, how the batches do. */
  total_formula: string;
  outputs: OutputReport[];
  batches?: BatchReport[];
  batches_truncated?: true;
  /** Of all batches, shown or not. */
  batch_count?: number;
  regularization: number;
  /** Its parts, where they have names. */
  regularization_terms?: { name: string; value: number }[];
  findings: FindingReport[];
  check?: { passed: boolean; comparisons: Comparison[] };
}
