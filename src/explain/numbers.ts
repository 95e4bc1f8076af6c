/** The numbers of an audit on the reference engine, kept: many hypotheses read theirs off the same run. */
import type { Audit } from '../audit/audit.js';
import { evaluateBatch } from '../audit/batch.js';
import { type Batch, epochOf } from '../audit/epoch.js';
import type { LedgerValues } from '../audit/evaluate.js';
import { outputArrays } from '../audit/graph.js';
import { rowCount } from '../audit/rows.js';
import type { Engines } from '../engines/choose.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { referenceEngine } from '../engines/reference/engine.js';
import { LossauditError } from '../errors.js';
import { constant, type Expr, input } from '../expr/node.js';
import type { NdArray } from '../tensor/ndarray.js';
import type { Case } from './case.js';
import { idOfArray } from './derive.js';
import { pairOf } from './variants.js';

interface OutputNumbers {
  readonly name: string;
  readonly value: number;
  readonly ledger?: LedgerValues;
}

/** What an audit gives. */
export interface Numbers {
  readonly total: number;
  readonly rows: number;
  readonly outputs: readonly OutputNumbers[];
  /** One, where the audit has no batches. */
  readonly batches: readonly {
    readonly total: number;
    readonly rows: number;
    readonly ledger?: LedgerValues;
  }[];
}

/** More batches than this are not run for one hypothesis. */
const MOST_BATCHES = 2000;

export class Runs {
  private readonly known = new Map<string, Promise<Numbers | undefined>>();
  private readonly counts = new Map<string, Promise<number | undefined>>();
  /** Runs of a graph, and numbers read off them. */
  evaluations = 0;

  constructor(private readonly options: EvaluateOptions = {}) {}

  /** Undefined where the framework or an operation refuses the audit. */
  of(audit: Audit): Promise<Numbers | undefined> {
    const key = this.keyOf(audit);
    const before = this.known.get(key);
    if (before) return before;
    const made = batchCount(audit) > MOST_BATCHES ? none : quietly(() => run(audit, this.options));
    this.known.set(key, made);
    return made;
  }

  /** @throws LossauditError why an audit has no numbers */
  async required(audit: Audit): Promise<Numbers> {
    return (await this.of(audit)) ?? run(audit, this.options);
  }

  /** The number of a case; undefined where it is refused or where there is nothing to read. */
  async value(of: Case): Promise<number | undefined> {
    const numbers = await this.of(of.audit);
    if (!numbers) return undefined;
    this.evaluations++;
    const start = await this.read(of, numbers);
    if (start === undefined || of.after.length === 0) return start;
    return finished(of, start);
  }

  private async read(of: Case, numbers: Numbers): Promise<number | undefined> {
    if (of.over) return this.over(of, numbers);
    if (of.output !== undefined) return numbers.outputs.find((o) => o.name === of.output)?.value;
    if (of.batches) return of.batches.read(numbers.batches, of.audit);
    return numbers.total;
  }

  /** The numerator of its one output over another count. */
  private async over({ audit, over }: Case, numbers: Numbers): Promise<number | undefined> {
    const numerator = numeratorOf(audit, numbers);
    if (numerator === undefined || !over) return undefined;
    const output = pairOf(audit.outputs[0]!);
    if (!output) return undefined;
    const key = `${over.name} ${this.keyOf(audit)}`;
    let count = this.counts.get(key);
    if (!count) {
      count = quietly(async () => {
        const expr = over.of(output, numbers.rows);
        return expr && (await scalarOf(expr, outputArrays(audit.outputs[0]!)));
      });
      this.counts.set(key, count);
    }
    const n = await count;
    return n === undefined ? undefined : numerator / n;
  }

  /** The same for audits that compute the same. */
  keyOf(audit: Audit): string {
    let key = `${audit.rules.title} ${audit.dtype} ${audit.batchSize ?? ''}`;
    for (const [name, value] of Object.entries(audit.regularization)) key += ` ${name}=${value}`;
    for (const [name, value] of Object.entries(audit.settings)) key += ` ${name}=${value}`;
    for (const output of audit.outputs) {
      key += `\n${output.name} ${output.lossWeight} ${output.dtype ?? ''} ${output.use.key}`;
      for (const [slot, array] of outputArrays(output)) key += ` ${slot}#${idOfArray(array)}`;
      if (output.classWeight) key += JSON.stringify([...output.classWeight]);
    }
    return key;
  }
}

/** The sum behind the value of the one output of an audit of one batch. */
export function numeratorOf(audit: Audit, numbers: Numbers): number | undefined {
  const plain =
    audit.outputs.length === 1 &&
    numbers.batches.length === 1 &&
    audit.outputs[0]!.lossWeight === 1 &&
    Object.keys(audit.regularization).length === 0;
  return plain ? (numbers.outputs[0]!.ledger?.numerator ?? undefined) : undefined;
}

/** What was done with a number. */
function finished(of: Case, value: number): Promise<number> {
  return scalarOf(finish(of), new Map([['loss', scalar(value)]]));
}

/** The number with everything that was done with it, as a formula's expression. */
export function finish({ after }: Case): Expr {
  return after.reduce((x: Expr, { of }) => of(x), input('loss', []));
}

const float64 = referenceEngine({ dtype: 'float64', version: '' });

async function scalarOf(expr: Expr, arrays: ReadonlyMap<string, NdArray>): Promise<number> {
  const [record] = await float64.evaluate([expr.size === 1 ? expr : constant(Number.NaN)], arrays, 1);
  return record!.values[0]!;
}

function scalar(value: number): NdArray {
  return { dtype: 'float64', shape: [], data: Float64Array.of(value) };
}

/** @throws LossauditError for what the framework or an operation refuses, as a rejection */
async function run(audit: Audit, options: EvaluateOptions): Promise<Numbers> {
  const rows = rowCount(audit);
  const size = audit.batchSize ?? Math.max(1, rows);
  const starts = rows === 0 ? [0] : Array.from({ length: Math.ceil(rows / size) }, (_, i) => i * size);
  const engine = referenceEngine({ dtype: audit.dtype, version: '' });
  const engines: Engines = { headline: engine, reference: engine };
  const batches: Batch[] = [];
  for (const [index, from] of starts.entries()) {
    const to = Math.min(rows, from + size);
    const cut = starts.length === 1 ? undefined : { from, to };
    const values = await evaluateBatch(audit, engines, cut, 0, { signal: options.signal, brief: true });
    batches.push({ index, rows: [from, to], ...values });
  }
  const epoch = await epochOf(audit, engines, batches);
  return {
    total: epoch.total.value,
    rows,
    outputs: audit.outputs.map(({ name }, i) => ({
      name,
      value: epoch.outputs[i]!.value,
      ledger: epoch.outputs[i]!.ledger,
    })),
    batches: batches.map((b) => ({
      total: b.total.value,
      rows: b.rows[1] - b.rows[0],
      ledger: b.outputs[0]?.ledger,
    })),
  };
}

const none = Promise.resolve(undefined);

function batchCount(audit: Audit): number {
  return Math.ceil(rowCount(audit) / (audit.batchSize ?? Number.POSITIVE_INFINITY));
}

/** Undefined for what is refused. */
async function quietly<T>(make: () => Promise<T> | T): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof LossauditError && error.code !== 'aborted') return undefined;
    throw error;
  }
}
