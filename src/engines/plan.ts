/** The passes over the rows that expressions need: a pure function of the graph. */
import type { NodeOf } from '../expr/kinds.js';
import type { Expr } from '../expr/node.js';
import { topological } from '../expr/walk.js';

/** A reduction that is computed from all rows of its operand. */
export type AggregateExpr = Expr & { readonly node: NodeOf<'reduce'> };

/** One pass over the rows; what needs an aggregate is computed in a later one than it. */
export interface Pass {
  /** Known when the pass is over. */
  readonly aggregates: readonly AggregateExpr[];
  /** Roots that can be computed in this pass. */
  readonly roots: readonly Expr[];
}

export interface Plan {
  /** Every node once, operands before what uses them. */
  readonly order: readonly Expr[];
  readonly passes: readonly Pass[];
  /** Length of the sample axis; 0 where nothing has one. */
  readonly rows: number;
  /** Elements that a row of the widest node has. */
  readonly widest: number;
}

/** @param roots of one graph: all that is computed by row has the same rows */
export function planOf(roots: readonly Expr[]): Plan {
  const order = topological(roots);
  // Passes that must be over before the node can be computed.
  const depth = new Map<Expr, number>();
  for (const e of order) {
    const below = operands(e).reduce((d, a) => Math.max(d, depth.get(a) ?? 0), 0);
    depth.set(e, below + (isAggregate(e) ? 1 : 0));
  }
  const rows = order.find((e) => e.byRow)?.shape[0] ?? 0;
  const widest = order.reduce((w, e) => (e.byRow && rows > 0 ? Math.max(w, e.size / rows) : w), 1);
  const count = Math.max(0, ...depth.values()) + 1;
  const distinct = [...new Set(roots)];
  const passes = Array.from({ length: count }, (_, i) => ({
    aggregates: order.filter((e): e is AggregateExpr => isAggregate(e) && depth.get(e) === i + 1),
    roots: distinct.filter((e) => depth.get(e) === i),
  }));
  return { order, passes, rows, widest };
}

/** Does the reduction run over the sample axis, alone or with others? */
function isAggregate(e: Expr): e is AggregateExpr {
  return e.node.kind === 'reduce' && e.args[0]!.byRow && e.node.axes.includes(0);
}

/** The operands that are computed: of a `call` only the value, the others are there to be printed. */
export function operands(e: Expr): readonly Expr[] {
  return e.node.kind === 'call' ? e.args.slice(0, 1) : e.args;
}
