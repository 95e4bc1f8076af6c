/** What findings look at: the audit, its report, statistics of its arrays, the audit under other rules. */
import type { Audit, AuditOutput } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import type { OutputGraph } from '../audit/graph.js';
import { arraysOfRows, rowsOfOutput } from '../audit/rows.js';
import type { EvaluateOptions } from '../engines/pace.js';
import { statsOf } from '../explain/facts.js';
import { classesLast, ignoredLabel, smoothingOf, takesLogits } from '../explain/roles.js';
import { type PairOutput, pairOf, tryRun } from '../explain/variants.js';
import type { Expr } from '../expr/node.js';
import { topological } from '../expr/walk.js';
import type { LossInfo } from '../frameworks/framework.js';
import type { OutputReport, Report } from '../report/audit/model.js';
import type { NdArray } from '../tensor/ndarray.js';
import { near } from '../tensor/near.js';
import type { Subject } from './finding.js';

/** What every output has, whatever its arrays are. */
export interface AnyView {
  readonly output: AuditOutput;
  readonly report: OutputReport;
  readonly loss: LossInfo;
  readonly mask?: NdArray;
  readonly sampleWeight?: NdArray;
  readonly rows: number;
  /** The graph of its first batch. */
  readonly graph: OutputGraph;
  /** Every node of that graph. */
  readonly nodes: readonly Expr[];
}

/** An output of targets and predictions. */
export interface OutputView extends AnyView {
  readonly output: PairOutput;
  readonly yTrue: NdArray;
  readonly yPred: NdArray;
  /**
   * The predictions are declared to be logits: by a parameter, or by the activation that is still to come.
   */
  readonly fromLogits: boolean;
  /** The last axis of the predictions holds the classes. */
  readonly classesLast: boolean;
  readonly smoothing: number;
  /** The label of rows that count nothing. */
  readonly ignoredLabel?: number;
}

export class CheckContext {
  private readonly runs = new Map<string, Report | undefined>();
  private views: AnyView[] | undefined;
  private pairs: OutputView[] | undefined;

  constructor(
    readonly audit: Audit,
    readonly report: Report,
    readonly options: EvaluateOptions = {},
  ) {}

  get every(): readonly AnyView[] {
    this.views ??= this.audit.outputs.map((output, i) => {
      const rows = rowsOfOutput(output);
      const first = { from: 0, to: Math.min(rows, this.audit.batchSize ?? rows) };
      const graph = graphFor(this.audit, { ...output, arrays: arraysOfRows(output, first) });
      const { mask, sample_weight: sampleWeight } = output.arrays;
      const nodes = topological([graph.value]);
      const report = this.report.outputs[i]!;
      return { output, report, loss: output.use.info, mask, sampleWeight, rows, graph, nodes };
    });
    return this.views;
  }

  /** Those that have targets and predictions. */
  get outputs(): readonly OutputView[] {
    const { activation } = this.audit.settings;
    const activated = activation !== undefined && activation !== 'linear';
    this.pairs ??= this.every.flatMap((view) => {
      const output = pairOf(view.output);
      if (!output) return [];
      return {
        ...view,
        output,
        yTrue: output.yTrue,
        yPred: output.yPred,
        fromLogits: takesLogits(output) || activated,
        classesLast: classesLast(output),
        smoothing: smoothingOf(output),
        ignoredLabel: ignoredLabel(output),
      };
    });
    return this.pairs;
  }

  /** Whom a finding about an output, or about the whole audit, is about. */
  subject(output: string | undefined): Subject {
    const { rules, outputs } = this.audit;
    const { use } = outputs.find((o) => o.name === output) ?? outputs[0]!;
    return { rules, loss: use.info };
  }

  readonly stats = statsOf;

  /** The report of a variant, on the reference engine; undefined where it is refused. Runs once per name. */
  async rerun(name: string, variant: () => Audit): Promise<Report | undefined> {
    if (!this.runs.has(name)) this.runs.set(name, await tryRun(variant, this.options));
    return this.runs.get(name);
  }
}

/** The nodes that are one of the arrays. */
export function inputsOf(nodes: readonly Expr[], name: string): Expr[] {
  return nodes.filter((e) => e.node.kind === 'input' && e.node.name === name);
}

/** The id of the first step that is made of all of these. */
export function stepOver({ steps }: OutputGraph, parts: readonly Expr[]): string | undefined {
  return steps.find(({ expr }) => {
    const nodes = new Set(topological([expr]));
    return parts.every((part) => nodes.has(part));
  })?.info.id;
}

/** Are two numbers the same but for rounding? */
export function close(a: number, b: number): boolean {
  return near(a, b, 2e-6);
}

/** How far from 1 probabilities, or the exponentials of their logarithms, may add up. */
export const NEAR_ONE = 1e-2;

/** The first sum of the exponentials of a row (of this shape, by default the array's) that is far from 1. */
export function unnormalizedSum({ data, shape }: NdArray, as = shape): number | undefined {
  const exponentials = { dtype: 'float64', shape: as, data: Float64Array.from(data, Math.exp) } as const;
  for (const sum of rowSums(exponentials)) if (Math.abs(sum - 1) > NEAR_ONE) return sum;
  return undefined;
}

/** Sums over the last axis: one per row of values. */
export function* rowSums(array: NdArray): Generator<number> {
  const width = array.shape.at(-1) ?? 1;
  if (width === 0) return;
  for (let i = 0; i < array.data.length; i += width) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += array.data[i + k]!;
    yield sum;
  }
}
