/** What findings look at of an audit's outputs: names, shapes, roles, graphs. No view holds values. */
import type { Audit, AuditOutput } from '../audit/audit.js';
import { graphFor } from '../audit/batch.js';
import type { OutputGraph } from '../audit/graph.js';
import { rowsOfOutput } from '../audit/rows.js';
import { classesLast, ignoredLabel, smoothingOf, takesLogits } from '../explain/roles.js';
import type { Expr } from '../expr/node.js';
import { topological } from '../expr/walk.js';
import type { ArrayHead } from '../facts/fact.js';
import type { LossInfo } from '../frameworks/framework.js';
import { once } from '../text/kept.js';

/** What every output has, whatever its arrays are. */
export interface AnyView {
  readonly audit: Audit;
  readonly output: AuditOutput;
  readonly loss: LossInfo;
  readonly mask?: ArrayHead;
  readonly sampleWeight?: ArrayHead;
  readonly rows: number;
  /** The graph of its first batch. */
  readonly graph: OutputGraph;
  /** Every node of that graph. */
  readonly nodes: readonly Expr[];
}

/** An output of targets and predictions. */
export interface OutputView extends AnyView {
  readonly yTrue: ArrayHead;
  readonly yPred: ArrayHead;
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

export function viewOf(audit: Audit, output: AuditOutput): AnyView {
  const rows = rowsOfOutput(output);
  const { mask, sample_weight: sampleWeight } = output.arrays;
  const graph = once(() => graphFor(audit, firstBatch(output, Math.min(rows, audit.batchSize ?? rows))));
  const nodes = once(() => topological([graph().value]));
  return {
    audit,
    output,
    loss: output.use.info,
    mask,
    sampleWeight,
    rows,
    get graph() {
      return graph();
    },
    get nodes() {
      return nodes();
    },
  };
}

/** @returns undefined for a loss of other arrays (a triplet, say) */
export function pairViewOf(view: AnyView): OutputView | undefined {
  const { output } = view;
  const { y_true: yTrue, y_pred: yPred } = output.arrays;
  if (!yTrue || !yPred) return undefined;
  const { activation } = view.audit.settings;
  const activated = activation !== undefined && activation !== 'linear';
  const own = {
    yTrue,
    yPred,
    fromLogits: takesLogits(output) || activated,
    classesLast: classesLast(output),
    smoothing: smoothingOf(output),
    ignoredLabel: ignoredLabel(output),
  };
  // Not by spreading: the graph is made when it is asked for.
  return Object.assign(Object.create(view) as AnyView, own);
}

/** Shapes are all that a graph is made of. */
function firstBatch(output: AuditOutput, rows: number): AuditOutput {
  const arrays = Object.entries(output.arrays).map(([slot, array]) => {
    const axis = output.use.rows[slot];
    if (!array) return [slot, array];
    const { dtype, shape } = array;
    const cut = axis === undefined || axis >= shape.length ? shape : shape.with(axis, rows);
    return [slot, { dtype, shape: cut, data: new Uint8Array() }];
  });
  return { ...output, arrays: Object.fromEntries(arrays) };
}
