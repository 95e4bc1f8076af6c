/** Where the losses of batches come from: an audit's arrays, losses per sample, or losses per batch. */
import { type Audit, totalReduction } from '../audit/audit.js';
import { evaluateBatch } from '../audit/batch.js';
import type { LedgerValues } from '../audit/evaluate.js';
import type { BatchLosses, GivenLosses, SampleLosses } from '../audit/read-losses.js';
import { type RowChoice, rowCount } from '../audit/rows.js';
import type { Engines } from '../engines/choose.js';
import type { EvaluateOptions } from '../engines/pace.js';
import type { LoopValue } from '../loops/rule.js';

/** One batch, or one micro-batch of a window. */
export interface MicroBatch {
  readonly rows: number;
  readonly loss: number;
  /** `numerator / counted` is the loss; left out where the loss is no such quotient. */
  readonly numerator?: number;
  readonly counted?: number;
  /** What a Trainer counts, where that differs. */
  readonly items?: number;
  /** The losses of single outputs and metrics, in the order of `LossSource.names`. */
  readonly others: readonly number[];
}

interface NamedValue {
  readonly name: string;
  readonly value: Exclude<LoopValue, 'total'>;
  /** The `loss_weight` of an output. */
  readonly weight?: number;
}

export interface LossSource {
  /** Rows; or batches, where only batches are known. */
  readonly units: number;
  /** The batches are given: they cannot be cut again. */
  readonly fixed: boolean;
  /** Names of outputs and metrics as a line prints them. */
  readonly names: readonly NamedValue[];
  /** What `counted` counts. */
  readonly counts: string;
  /** Of an audit, see totalReduction. */
  readonly reduction?: string;
  /** @throws LossauditError for what the framework or an operation refuses, as a rejection */
  batch(units: RowChoice): Promise<MicroBatch>;
}

export function auditSource(audit: Audit, engines: Engines, { signal }: EvaluateOptions = {}): LossSource {
  const rows = rowCount(audit);
  const several = audit.outputs.length > 1;
  // The total of several outputs, or with something added to it, is no quotient.
  const quotient =
    !several && audit.outputs[0]!.lossWeight === 1 && Object.keys(audit.regularization).length === 0;
  let counts = '';
  let divides: boolean | undefined;
  /**
   * A batch of one row is divided by 1, which no ledger shows: then all rows tell whether this loss is
   * divided at all.
   */
  const dividesAtAll = async () => {
    divides ??=
      (await evaluateBatch(audit, engines, undefined, 0, { signal })).outputs[0]!.ledger !== undefined;
    return divides;
  };
  const quotientOf = async (value: number, ledger: LedgerValues | undefined) => {
    if (!quotient || ledger?.numerator === null) return {};
    if (ledger) return { numerator: ledger.numerator, counted: ledger.denominator };
    return (await dividesAtAll()) ? { numerator: value, counted: 1 } : {};
  };
  const evaluate = async (units: RowChoice) => {
    const { outputs, total } = await evaluateBatch(audit, engines, units, 0, { signal });
    const ledger = outputs[0]?.ledger;
    if (ledger?.counted) counts = ledger.counted;
    return {
      rows: 'from' in units ? units.to - units.from : units.length,
      loss: total.value,
      ...(await quotientOf(total.value, ledger)),
      others: several ? outputs.map((o) => o.value) : [],
    };
  };
  return {
    units: rows,
    fixed: false,
    reduction: totalReduction(audit),
    names: several
      ? audit.outputs.map((o) => ({ name: `${o.name}_loss`, value: 'output' as const, weight: o.lossWeight }))
      : [],
    get counts() {
      return counts;
    },
    batch: evaluate,
  };
}

export function givenSource(given: GivenLosses): LossSource {
  return given.perSample ? sampleSource(given.perSample) : batchSource(given.perBatch as BatchLosses);
}

function sampleSource({ sum, tokens, items }: SampleLosses): LossSource {
  return {
    units: sum.length,
    fixed: false,
    names: [],
    counts: tokens.every((n) => n === 1) ? 'samples' : 'tokens',
    async batch(units) {
      const indices = 'from' in units ? range(units.from, units.to) : Array.from(units);
      const total = (column: Float64Array) => indices.reduce((n, i) => n + column[i]!, 0);
      const numerator = total(sum);
      const counted = total(tokens);
      return {
        rows: indices.length,
        loss: numerator / counted,
        numerator,
        counted,
        items: total(items),
        others: [],
      };
    },
  };
}

function batchSource({ loss, size, tokens, items, outputs, metrics }: BatchLosses): LossSource {
  const columns = [...Object.entries(outputs), ...Object.entries(metrics)].map(([, c]) => c);
  return {
    units: loss.length,
    fixed: true,
    names: [
      ...Object.keys(outputs).map((name) => ({ name: `${name}_loss`, value: 'output' as const })),
      ...Object.keys(metrics).map((name) => ({ name, value: 'metric' as const })),
    ],
    counts: tokens ? 'tokens' : 'rows',
    async batch(units) {
      const indices = 'from' in units ? range(units.from, units.to) : Array.from(units);
      if (indices.length !== 1) throw new Error('given batches are not merged');
      const [i = 0] = indices;
      const counted = (tokens ?? size)[i]!;
      return {
        rows: size[i]!,
        loss: loss[i]!,
        // A batch without tokens adds nothing, whatever its mean.
        numerator: counted === 0 ? 0 : loss[i]! * counted,
        counted,
        items: items?.[i] ?? counted,
        others: columns.map((c) => c[i]!),
      };
    },
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
