/**
 * Runs an audit: batches, outputs, epoch, total; on the headline engine with the float64 reference beside it.
 */

import type { Engines } from '../engines/choose.js';
import { byMagnitude } from '../engines/largest.js';
import { type EvaluateOptions, partOf } from '../engines/pace.js';
import { type ArrayRecord, KEEP } from '../engines/record.js';
import type { BatchReport, OutputReport, Report } from '../report/audit/model.js';
import { positionOf } from '../tensor/ndarray.js';
import { type AnyArray, inMemory, isStored, type StoredArray } from '../tensor/stored.js';
import type { Audit } from './audit.js';
import { evaluateBatch } from './batch.js';
import { type Batch, epochOf } from './epoch.js';
import { type BatchOutput, type Brief, MOST_SHARES } from './evaluate.js';
import { joinRecords, ledgerReport, nested, shown, shownParams, stepReport } from './present.js';
import { rowCount } from './rows.js';

export interface RunOptions extends EvaluateOptions, Brief {
  /** Keep all values instead of head and tail. */
  readonly full: boolean;
  readonly version: string;
}

/** Batches kept in a report at each end. */
const BATCHES_KEPT = 32;
/** What the report asks of a batch that it does not show. */
const VALUE_ALONE: Brief = { brief: true, bare: true, whole: true };

/**
 * @returns the report without findings and expectations
 * @throws LossauditError for what the framework or an operation refuses, as a rejection; `aborted`
 */
export async function runAudit(
  audit: Audit<AnyArray>,
  engines: Engines,
  options: RunOptions,
): Promise<Report> {
  if (options.full)
    for (const array of storedOf(audit))
      inMemory(array, 'A report with all values (--full, expected arrays)');
  const keep = keepOf(options);
  const layout = batchRowsOf(audit, keep);
  const batches: Batch[] = [];
  for (const { index, from, to, brief } of layout) {
    const own = { ...partOf(options, index, layout.length), ...brief };
    const rows = layout.length === 1 ? undefined : { from, to };
    const values = await evaluateBatch(audit, engines, rows, keep, own);
    batches.push({ index, rows: [from, to], ...values });
  }
  return reportOf(audit, engines, batches, options);
}

function keepOf({ full }: Pick<RunOptions, 'full'>): number {
  return full ? Number.POSITIVE_INFINITY : KEEP;
}

/** The rows of one batch, and what the report does not show of it. */
export interface BatchRows {
  readonly index: number;
  readonly from: number;
  /** The one after the last. */
  readonly to: number;
  readonly brief: Brief;
}

/** The batches of an audit; without a batch size all rows are one. @param keep see Engine.evaluate */
export function batchRowsOf(audit: Audit<AnyArray>, keep: number): BatchRows[] {
  const rows = rowCount(audit);
  const size = audit.batchSize ?? Math.max(1, rows);
  const count = Math.max(1, Math.ceil(rows / size));
  return Array.from({ length: count }, (_, index) => {
    const shows = !isCut(count, keep) || index < BATCHES_KEPT || index >= count - BATCHES_KEPT;
    const from = index * size;
    return { index, from, to: Math.min(rows, from + size), brief: shows ? {} : VALUE_ALONE };
  });
}

/** Of so many batches even the values of each are cut to those of the first and the last ones. */
function isCut(batches: number, keep: number): boolean {
  return batches > keep;
}

/** @param batches all of them, with what the report shows of each */
export async function reportOf(
  audit: Audit<AnyArray>,
  engines: Engines,
  batches: readonly Batch[],
  options: Pick<RunOptions, 'full' | 'version'>,
): Promise<Report> {
  const keep = keepOf(options);
  const cut = isCut(batches.length, keep);
  const single = batches.length === 1;
  const { dtype } = engines.headline.info;
  const epoch = await epochOf(audit, engines, batches);
  const outputs = audit.outputs.map((output, i): OutputReport => {
    const parts = batches.map((b) => b.outputs[i]!);
    const whole = epoch.outputs[i]!;
    const samples = parts.flatMap((p) => p.perSample ?? []);
    const join = (records: readonly ArrayRecord[]) =>
      records.length > 0 ? joinRecords(records, keep, cut) : undefined;
    const perSample = join(samples);
    const owned = sharesOf(parts, epoch.weights[i]!, whole.value64);
    const shares = join(owned);
    // Of batches in the middle that nobody sees there are no shares.
    const largest = shares?.truncated && !cut ? largestOf(owned, shares.shape) : undefined;
    return {
      name: output.name,
      loss: output.use.info.name,
      params: shownParams(output.params),
      loss_weight: output.lossWeight,
      value: shown(whole.value, dtype),
      value_float64: whole.value64,
      ledger: ledgerReport(whole.ledger, dtype, whole.value),
      per_sample: perSample ? nested(perSample, dtype) : [],
      ...(shares
        ? { contributions: nested(shares, 'float64'), ...(largest && { largest_contributions: largest }) }
        : { contributions: null, contributions_note: parts[0]!.noShares }),
      ...(perSample?.truncated || shares?.truncated ? { truncated: true as const } : {}),
      steps: whole.steps.map((s) => stepReport(s, dtype)),
    };
  });
  // Batches of files are held in memory while they are computed.
  const passes = single ? Math.max(...batches[0]!.outputs.map((o) => o.passes)) : 1;
  const again =
    passes > 1 && storedOf(audit).length > 0 ? `the arrays are gone through ${passes} times` : undefined;
  const note = [engines.note, again].filter((text) => text !== undefined).join('; ');
  const terms = Object.entries(audit.regularization);
  const regularization = terms.reduce((sum, [, value]) => sum + value, 0);
  const named = terms.some(([name]) => name !== 'regularization');
  return {
    schema: 'lossaudit/report@1',
    tool: { name: 'lossaudit', version: options.version },
    audit: {
      name: audit.name,
      file: audit.file,
      framework: audit.framework,
      rule: `${audit.rules.framework} ${audit.rules.range}`,
      ...(audit.rules.note ? { note: audit.rules.note } : {}),
      dtype: audit.dtype,
      rows: rowCount(audit),
      batch_size: audit.batchSize ?? null,
    },
    engine: { ...engines.headline.info, ...(note ? { note } : {}) },
    total: shown(epoch.total.value, epoch.totalDtype),
    total_float64: epoch.total.value64,
    total_formula: epoch.totalFormula,
    outputs,
    ...(single ? {} : batchReports(batches, audit, dtype, options.full)),
    regularization,
    ...(named ? { regularization_terms: terms.map(([name, value]) => ({ name, value })) } : {}),
    findings: [],
  };
}

/** Each score's share in the output's value, batch by batch; none where an operation has no derivative. */
function sharesOf(parts: readonly BatchOutput[], weights: readonly number[], value: number): ArrayRecord[] {
  return parts.flatMap(({ share }, k) => {
    if (!share) return [];
    const part = (v: number) => (v * weights[k]!) / value;
    const largest = share.largest?.map(({ index, value: v }) => ({ index, value: part(v) }));
    return { ...share, values: share.values.map(part), largest };
  });
}

/** Of the shares of all batches the largest, with their place among the joined ones. */
function largestOf(
  shares: readonly ArrayRecord[],
  shape: readonly number[],
): NonNullable<OutputReport['largest_contributions']> {
  let before = 0;
  const placed = shares.flatMap(({ largest = [], stats }) => {
    const own = largest.map(({ index, value }) => ({ index: before + index, value }));
    before += stats.count;
    return own;
  });
  return byMagnitude(placed)
    .slice(0, MOST_SHARES)
    .map(({ index, value }) => ({ index: positionOf(shape, index), share: value }));
}

function storedOf({ outputs }: Audit<AnyArray>): StoredArray[] {
  return outputs
    .flatMap(({ arrays }) => Object.values(arrays).filter((a) => a !== undefined))
    .filter(isStored);
}

function batchReports(
  batches: readonly Batch[],
  audit: Audit<AnyArray>,
  dtype: string,
  full: boolean,
): Pick<Report, 'batches' | 'batches_truncated' | 'batch_count'> {
  const cut = !full && batches.length > 2 * BATCHES_KEPT;
  const kept = cut ? [...batches.slice(0, BATCHES_KEPT), ...batches.slice(-BATCHES_KEPT)] : batches;
  return {
    batch_count: batches.length,
    ...(cut ? { batches_truncated: true as const } : {}),
    batches: kept.map(
      (b): BatchReport => ({
        index: b.index,
        rows: b.rows,
        total: shown(b.total.value, dtype),
        total_float64: b.total.value64,
        outputs: b.outputs.map((o, i) => ({
          name: audit.outputs[i]!.name,
          value: shown(o.value, dtype),
          value_float64: o.value64,
          ledger: ledgerReport(o.ledger, dtype, o.value),
          steps: o.steps.map((s) => stepReport(s, dtype)),
        })),
      }),
    ),
  };
}
