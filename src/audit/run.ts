/** Runs an audit: batches, outputs, epoch, total; on the headline engine with the float64 reference beside it. */

import type { Engines } from '../engines/choose.js';
import { type EvaluateOptions, partOf } from '../engines/pace.js';
import { type ArrayRecord, KEEP } from '../engines/record.js';
import { gradient } from '../expr/gradient.js';
import { type Expr, input } from '../expr/node.js';
import { Tracer } from '../frameworks/tracer.js';
import type { LoopRule } from '../loops/rule.js';
import type { BatchReport, OutputReport, Report } from '../report/audit/model.js';
import type { NdArray } from '../tensor/ndarray.js';
import { type Audit, totalReduction } from './audit.js';
import { type BatchValues, evaluateBatch } from './batch.js';
import { type BatchOutput, type Evaluated, evaluateSteps, type LedgerValues } from './evaluate.js';
import { stepGraphs } from './graph.js';
import { joinRecords, ledgerReport, nested, shown, shownParams, stepReport } from './present.js';
import { rowCount } from './rows.js';

export interface RunOptions extends EvaluateOptions {
  /** Keep all values instead of head and tail. */
  readonly full: boolean;
  readonly version: string;
  /** The numbers alone: no steps, no shares. */
  readonly brief?: boolean;
}

/** Batches kept in a report at each end. */
const BATCHES_KEPT = 32;

/**
 * @returns the report without findings and expectations
 * @throws LossauditError for what the framework or an operation refuses, as a rejection; `aborted`
 */
export async function runAudit(audit: Audit, engines: Engines, options: RunOptions): Promise<Report> {
  const rows = rowCount(audit);
  const size = audit.batchSize ?? Math.max(1, rows);
  const starts = rows === 0 ? [0] : Array.from({ length: Math.ceil(rows / size) }, (_, i) => i * size);
  const single = starts.length === 1;
  const keep = options.full || !single ? Number.POSITIVE_INFINITY : KEEP;
  const batches: Batch[] = [];
  for (const [index, from] of starts.entries()) {
    const to = Math.min(rows, from + size);
    const own = { ...partOf(options, index, starts.length), brief: options.brief };
    const values = await evaluateBatch(audit, engines, single ? undefined : { from, to }, keep, own);
    batches.push({ index, rows: [from, to], ...values });
  }
  const { dtype } = engines.headline.info;
  const epoch = single ? undefined : await epochOf(audit, engines, batches);
  const outputs = audit.outputs.map((output, i): OutputReport => {
    const parts = batches.map((b) => b.outputs[i]!);
    const whole = (epoch ? epoch.outputs[i] : parts[0])!;
    const perSample = joinRecords(
      parts.map((p) => p.perSample),
      options.full ? Number.POSITIVE_INFINITY : KEEP,
    );
    const shares = sharesOf(parts, epoch?.weights[i], whole.value64, options.full);
    return {
      name: output.name,
      loss: output.use.info.name,
      params: shownParams(output.params),
      loss_weight: output.lossWeight,
      value: shown(whole.value, dtype),
      value_float64: whole.value64,
      ledger: ledgerReport(whole.ledger, dtype, whole.value),
      per_sample: nested(perSample, dtype),
      ...(shares
        ? { contributions: nested(shares, 'float64') }
        : { contributions: null, contributions_note: parts[0]!.noShares }),
      ...(perSample.truncated || shares?.truncated ? { truncated: true as const } : {}),
      steps: whole.steps.map((s) => stepReport(s, dtype)),
    };
  });
  const total = epoch ? epoch.total : batches[0]!.total;
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
      rows,
      batch_size: audit.batchSize ?? null,
    },
    engine: { ...engines.headline.info, ...(engines.note ? { note: engines.note } : {}) },
    total: shown(total.value, epoch?.arithmetic === 'float64' ? 'float64' : dtype),
    total_float64: total.value64,
    total_formula: epoch ? epoch.totalFormula : batches[0]!.total.formula,
    outputs,
    ...(single ? {} : batchReports(batches, audit, dtype, options.full)),
    regularization,
    ...(named ? { regularization_terms: terms.map(([name, value]) => ({ name, value })) } : {}),
    findings: [],
  };
}

interface Batch extends BatchValues {
  readonly index: number;
  /** First row and the row after the last. */
  readonly rows: [number, number];
}

interface Epoch {
  readonly total: { value: number; value64: number };
  readonly totalFormula: string;
  readonly outputs: readonly BatchOutputOfEpoch[];
  /** ∂epoch value/∂batch loss for each output and batch. */
  readonly weights: readonly (readonly number[])[];
  readonly arithmetic: LoopRule['arithmetic'];
}
type BatchOutputOfEpoch = Pick<BatchOutput, 'value' | 'value64' | 'steps'> & { ledger?: LedgerValues };

/** Each score's share in the output's value; undefined where an operation has no derivative. */
function sharesOf(
  parts: readonly BatchOutput[],
  weights: readonly number[] | undefined,
  value: number,
  full: boolean,
): ArrayRecord | undefined {
  const records: ArrayRecord[] = [];
  parts.forEach(({ share }, k) => {
    if (share) records.push({ ...share, values: share.values.map((v) => (v * (weights?.[k] ?? 1)) / value) });
  });
  return records.length > 0 ? joinRecords(records, full ? Number.POSITIVE_INFINITY : KEEP) : undefined;
}

/** The batches' losses averaged as the version's loop does it: an expression like any other. */
async function epochOf(audit: Audit, engines: Engines, batches: readonly Batch[]): Promise<Epoch> {
  const sizes = batches.map((b) => b.rows[1] - b.rows[0]);
  const average = async (of: 'total' | 'output', losses: readonly number[], losses64: readonly number[]) => {
    const rule = audit.rules.loop(of, audit.settings, { reduction: totalReduction(audit) });
    const trace = new Tracer();
    const loss = input('batch_loss', [batches.length], { rows: 0 });
    const size = input('batch_rows', [batches.length], { rows: 0 });
    const value = epochMean(rule, loss, size, trace);
    const arrays = (values: readonly number[]) =>
      new Map([
        ['batch_loss', vector(values)],
        ['batch_rows', vector(sizes)],
      ]);
    const headline = rule.arithmetic === 'float64' ? engines.reference : engines.headline;
    const evaluated = await evaluateSteps(
      value,
      stepGraphs(trace),
      arrays(losses),
      arrays(losses64),
      headline,
      engines.reference,
    );
    const slope = gradient(value, loss);
    if ('operation' in slope) throw new Error('a mean of batches has a derivative');
    const weight = slope.add(loss.mul(0));
    const [weights] = await engines.reference.evaluate(
      [weight],
      arrays(losses64.map((x) => (Number.isFinite(x) ? x : 0))),
      Number.POSITIVE_INFINITY,
    );
    return { ...evaluated, weights: [...weights!.values], arithmetic: rule.arithmetic };
  };
  const total = await average(
    'total',
    batches.map((b) => b.total.value),
    batches.map((b) => b.total.value64),
  );
  const alone = audit.outputs.length === 1;
  // One output without anything added to it is the total.
  const same = alone && audit.outputs[0]!.lossWeight === 1 && Object.keys(audit.regularization).length === 0;
  const outputs = same ? [total] : [];
  for (const i of same ? [] : audit.outputs.keys())
    outputs.push(
      await average(
        alone ? 'total' : 'output',
        batches.map((b) => b.outputs[i]!.value),
        batches.map((b) => b.outputs[i]!.value64),
      ),
    );
  // Averaged alike, the outputs add up to the total as in each batch.
  const how = (e: Evaluated) => e.steps.map((s) => s.formula).join();
  const batch = batches[0]!;
  const totalFormula = outputs.every((o) => how(o) === how(total))
    ? batch.total.formula
    : `${how(total).replaceAll('batch_loss', 'batch_total')} over the batches, where batch_total = ${batch.total.formula}; the outputs are averaged in another way`;
  return { total, totalFormula, outputs, weights: outputs.map((o) => o.weights), arithmetic: total.arithmetic };
}

/** How the batches' losses become the epoch's number. */
function epochMean(rule: LoopRule, loss: Expr, size: Expr, trace: Tracer): Expr {
  if (rule.average === 'batches') {
    const mean = loss.mean(undefined, { counted: 'all batches' });
    return trace.step('epoch-mean', 'the plain mean of the batch losses', mean, 'loss');
  }
  const squared = rule.average === 'squared rows';
  const weight = squared ? size.square() : size;
  const weights = weight.sum(undefined, { counted: squared ? 'the squares of the rows of all batches' : 'all rows' });
  const mean = loss.mul(weight).sum().div(weights);
  const why = `the mean of the batch losses weighted by ${squared ? 'the squares of their rows' : 'their rows'}`;
  return trace.step('epoch-mean', why, mean, 'loss');
}

function vector(values: readonly number[]): NdArray {
  return { dtype: 'float64', shape: [values.length], data: Float64Array.from(values) };
}

function batchReports(
  batches: readonly Batch[],
  audit: Audit,
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
