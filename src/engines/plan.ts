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
  const [first] = roots;
  const before = first && plans.get(first);
  if (before && before.roots.length === roots.length && before.roots.every((e, i) => e === roots[i]))
    return before.plan;
  const plan = planned(roots);
  if (first) plans.set(first, { roots: [...roots], plan });
  return plan;
}

/** Of a graph the last one: both engines ask for it, and each batch and audit of its shapes. */
const plans = new WeakMap<Expr, { readonly roots: readonly Expr[]; readonly plan: Plan }>();

function planned(roots: readonly Expr[]): Plan {
  const order = topological(roots);
  // Passes that must be over before the node can be computed.
  const depth = new Map<Expr, number>();
  const passes: { aggregates: AggregateExpr[]; roots: Expr[] }[] = [];
  const passOf = (i: number) => {
    while (passes.length <= i) passes.push({ aggregates: [], roots: [] });
    return passes[i]!;
  };
  let rows = 0;
  let widest = 1;
  for (const e of order) {
    let below = 0;
    for (let i = 0, n = computed(e); i < n; i++) below = Math.max(below, depth.get(e.args[i]!) ?? 0);
    const over = isAggregate(e);
    const own = over ? below + 1 : below;
    // Those that are in no pass but the first need not be remembered.
    if (own > 0) depth.set(e, own);
    passOf(own);
    if (over) passOf(below).aggregates.push(e);
    if (!e.byRow) continue;
    rows ||= e.shape[0]!;
    if (rows > 0) widest = Math.max(widest, e.size / rows);
  }
  passOf(0);
  for (const root of new Set(roots)) passOf(depth.get(root) ?? 0).roots.push(root);
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

function computed({ node, args }: Expr): number {
  return node.kind === 'call' ? 1 : args.length;
}
