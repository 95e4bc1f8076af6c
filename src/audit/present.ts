/** From what the engines computed to what the report says. */

import { type ArrayRecord, HEAD } from '../engines/record.js';
import type { Given } from '../frameworks/param.js';
import type { Ledger, Nested, OutputReport, StepReport } from '../report/audit/model.js';
import type { Explanation } from '../report/explain/model.js';
import { isNdArray, type NdArray, sizeOf } from '../tensor/ndarray.js';
import { shortestFloat32 } from '../tensor/shortest.js';
import type { AnyArray } from '../tensor/stored.js';
import type { Audit, AuditOutput } from './audit.js';
import type { LedgerValues, StepValues } from './evaluate.js';
import { rowCount } from './rows.js';

/** A headline number: of a float32 the double with its shortest text. */
export function shown(x: number, dtype: string): number {
  return dtype === 'float32' ? shortestFloat32(x) : x;
}

/** Values nested like their shape; flat head and tail when truncated. */
export function nested(record: Pick<ArrayRecord, 'shape' | 'values' | 'truncated'>, dtype: string): Nested {
  const values = dtype === 'float32' ? record.values.map(shortestFloat32) : record.values;
  if (record.truncated) return [...values];
  let at = 0;
  const build = (axis: number): Nested => {
    if (axis === record.shape.length) return values[at++]!;
    return Array.from({ length: record.shape[axis]! }, () => build(axis + 1));
  };
  return build(0);
}

/** What a result says of the audit that it is about. @param lossOf what it calls the loss of an output */
export function subjectOf(
  audit: Audit<AnyArray>,
  lossOf: (output: AuditOutput<AnyArray>) => string,
): Explanation['audit'] {
  const { name, file, framework, rules, dtype, batchSize } = audit;
  return {
    name,
    file,
    framework,
    rule: `${rules.framework} ${rules.range}`,
    loss: audit.outputs.map(lossOf).join(' + '),
    dtype,
    rows: rowCount(audit),
    batch_size: batchSize ?? null,
  };
}

/** Parameters as the audit gives them, arrays as nested numbers. */
export function shownParams(params: Given): OutputReport['params'] {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, isNdArray(value) ? nestedArray(value) : value]),
  );
}

function nestedArray({ shape, data }: NdArray): Nested {
  const values = Float64Array.from(data);
  return nested({ shape, values, truncated: false }, 'float64');
}

export function stepReport(step: StepValues, dtype: string): StepReport {
  const { headline, reference } = step;
  return {
    id: step.info.id,
    name: step.info.name,
    why: step.info.why,
    formula: step.formula,
    shape: [...headline.shape],
    values: nested(headline, dtype),
    values_float64: nested(reference, 'float64'),
    ...(headline.truncated ? { truncated: true as const } : {}),
    stats: {
      ...headline.stats,
      min: shown(headline.stats.min, dtype),
      max: shown(headline.stats.max, dtype),
      // The mean of −0 alone is 0, as those above are shown.
      mean: headline.stats.mean + 0,
    },
    ...(step.ledger ? { ledger: ledgerReport(step.ledger, dtype, headline.values[0]!) } : {}),
    difference: largestDifference(headline.values, reference.values),
  };
}

/** Without a division the value itself stands over 1. */
export function ledgerReport(ledger: LedgerValues | undefined, dtype: string, value: number): Ledger {
  if (!ledger)
    return {
      numerator: shown(value, dtype),
      denominator: 1,
      counted: 'nothing is divided',
      formula: 'value',
    };
  return {
    numerator: ledger.numerator === null ? null : shown(ledger.numerator, dtype),
    denominator: shown(ledger.denominator, dtype),
    counted: ledger.counted,
    formula: ledger.formula,
  };
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i]) || (Number.isNaN(a[i]) && Number.isNaN(b[i])) || a[i] === b[i]) continue;
    const d = Math.abs(a[i]! - b[i]!);
    largest = Number.isNaN(d) ? Number.POSITIVE_INFINITY : Math.max(largest, d);
  }
  return largest;
}

/**
 * The records of consecutive batches as one, along the first axis, cut again to `keep`.
 * @param middleLess batches between the first and the last of them are not there
 */
export function joinRecords(records: readonly ArrayRecord[], keep: number, middleLess = false): ArrayRecord {
  if (records.length === 1) return records[0]!;
  // A batch whose score is a scalar has one entry.
  const shape =
    records[0]!.shape.length === 0
      ? [records.length]
      : [records.reduce((n, r) => n + r.shape[0]!, 0), ...records[0]!.shape.slice(1)];
  const size = sizeOf(shape);
  const values = new Float64Array(records.reduce((n, r) => n + r.values.length, 0));
  let at = 0;
  for (const r of records) {
    values.set(r.values, at);
    at += r.values.length;
  }
  const truncated = middleLess || size > Math.max(keep, 2 * HEAD);
  const kept = truncated
    ? Float64Array.from([...values.subarray(0, HEAD), ...values.subarray(-HEAD)])
    : values;
  return { shape, values: kept, truncated, firstNonFinite: -1, stats: records[0]!.stats };
}
