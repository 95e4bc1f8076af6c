/** The passes over the rows that expressions need: a pure function of the graph. */
import type { NodeOf } from '../expr/kinds.js';
import type { Expr } from '../expr/node.js';
import { sharesRows } from '../expr/shapes.js';
import { topological } from '../expr/walk.js';
import { sizeOf } from '../tensor/ndarray.js';
import { type Factor, splitter } from './hoist.js';
import { HEAD, KEEP } from './record.js';

/** A reduction that is computed from all rows of its operand. */
type AggregateExpr = Expr & { readonly node: NodeOf<'reduce'> };

/** What is added up for an aggregate: its operand, or that without the scalars which `factors` are. */
export interface PlannedAggregate extends Hoisted {
  readonly e: AggregateExpr;
}

/** A root by row that depends on aggregates, known from what its rows are without these scalars. */
export interface LateRoot extends Hoisted {
  readonly e: Expr;
}

interface Hoisted {
  /** Without the scalars. */
  readonly early: Expr;
  readonly factors: readonly Factor[];
  /** The arrays that are multiplied: early ones by row, and others. */
  readonly border: readonly Expr[];
}

/** One pass over the rows; what needs an aggregate is computed in a later one than it. */
export interface Pass {
  /** Known when the pass is over. */
  readonly aggregates: readonly PlannedAggregate[];
  /** Roots that can be computed in this pass. */
  readonly roots: readonly Expr[];
  /** Roots whose record follows when the pass is over. */
  readonly late: readonly LateRoot[];
}

export interface Plan {
  /** Every node once, operands before what uses them. */
  readonly order: readonly Expr[];
  readonly passes: readonly Pass[];
  /** Scalars were taken out of sums: where one of them is 0 or not finite, the plan does not hold. */
  readonly hoists: boolean;
  /** The early expressions by row that late ones are computed from; of few rows all late ones. */
  readonly frontier: readonly Expr[];
  /** Rows of these that are kept from each end, for the values of late roots. */
  readonly endRows: number;
  /** Inputs with a sample axis that are needed whole all the same. */
  readonly whole: ReadonlySet<string>;
  /** Length of the sample axis; 0 where nothing has one. */
  readonly rows: number;
  /** Elements that a row of the widest node has. */
  readonly widest: number;
}

/**
 * Of so few rows all are kept anyway, and nothing is gained: they are gone through as often as the graph
 * says.
 */
export const FEW_ROWS = 2 * HEAD;

/**
 * @param roots of one graph: all that is computed by row has the same rows
 * @param hoist take scalars out of sums over more than `FEW_ROWS` rows
 */
export function planOf(roots: readonly Expr[], hoist = true): Plan {
  const [first] = roots;
  const plans = hoist ? hoisted : plain;
  const before = first && plans.get(first);
  if (before && before.roots.length === roots.length && before.roots.every((e, i) => e === roots[i]))
    return before.plan;
  const plan = planned(roots, hoist);
  if (first) plans.set(first, { roots: [...roots], plan });
  return plan;
}

interface Known {
  readonly roots: readonly Expr[];
  readonly plan: Plan;
}
/** Of a graph the last one: both engines ask for it, and each batch and audit of its shapes. */
const hoisted = new WeakMap<Expr, Known>();
const plain = new WeakMap<Expr, Known>();

function planned(roots: readonly Expr[], hoist: boolean): Plan {
  const order = topological(roots);
  const rows = order.find((e) => e.byRow)?.shape[0] ?? 0;
  // Passes that must be over before the node can be computed.
  const depth = new Map<Expr, number>();
  const depthOf = (e: Expr) => depth.get(e) ?? 0;
  const split = splitter((e) => depth.has(e));
  const hoisted = (e: Expr): Hoisted | undefined => {
    if (!hoist || rows <= FEW_ROWS || !e.byRow || !depth.has(e)) return undefined;
    const product = split(e);
    const border = product && borderOf([e], depth);
    return border && { ...product, border };
  };
  /** Passes before a product with these scalars is known. */
  const ofFactors = (factors: readonly Factor[]) => Math.max(1, ...factors.map(({ by }) => depthOf(by)));
  const passes: { aggregates: PlannedAggregate[]; roots: Expr[]; late: LateRoot[] }[] = [];
  const passOf = (i: number) => {
    while (passes.length <= i) passes.push({ aggregates: [], roots: [], late: [] });
    return passes[i]!;
  };
  let widest = 1;
  for (const e of order) {
    let own = 0;
    for (let i = 0, n = computed(e); i < n; i++) own = Math.max(own, depthOf(e.args[i]!));
    if (isAggregate(e)) {
      const [x] = e.args as [Expr];
      const linear = e.node.op === 'sum' || e.node.op === 'mean';
      const product = linear ? hoisted(x) : undefined;
      own = product ? ofFactors(product.factors) : own + 1;
      passOf(own - 1).aggregates.push({ e, ...(product ?? { early: x, factors: [], border: [] }) });
    }
    // Those that are in no pass but the first need not be remembered.
    if (own > 0) depth.set(e, own);
    if (e.byRow && rows > 0) widest = Math.max(widest, e.size / rows);
  }
  passOf(0);
  const late: LateRoot[] = [];
  const direct = (root: Expr) =>
    passOf(root.byRow ? depthOf(root) : Math.max(0, depthOf(root) - 1)).roots.push(root);
  for (const root of new Set(roots)) {
    const product = hoisted(root);
    if (product) late.push({ e: root, ...product });
    else direct(root);
  }
  const few = rows > 0 && rows <= FEW_ROWS;
  const products = few ? order.filter((e) => e.byRow && depth.has(e)) : late.map(({ e }) => e);
  const frontier = products.length > 0 ? (borderOf(products, depth, few) ?? []).filter((e) => e.byRow) : [];
  const rowSize = frontier.reduce((n, e) => n + e.size / rows, 0);
  const endRows = Math.max(0, ...products.map((e) => (few ? FEW_ROWS / 2 : endRowsOf(e, rows))));
  // Where their ends take too much memory, they are computed in a later pass like others.
  const fits = endRows * rowSize <= MOST_KEPT;
  for (const root of late) {
    if (fits) passOf(ofFactors(root.factors) - 1).late.push(root);
    else direct(root.e);
  }
  const hoists = passes.some((p) => p.late.length > 0 || p.aggregates.some((a) => a.factors.length > 0));
  return {
    order,
    passes,
    hoists,
    frontier: fits ? frontier : [],
    endRows: fits ? endRows : 0,
    get whole() {
      return wholeInputs(roots);
    },
    rows,
    widest,
  };
}

/** Numbers of rows at the ends that are kept at most. */
const MOST_KEPT = 2 ** 20;

/** Rows that hold the values which a record keeps; small arrays are kept whole. */
function endRowsOf(e: Expr, rows: number): number {
  return e.size <= KEEP
    ? Math.ceil(rows / 2)
    : Math.min(Math.ceil(rows / 2), Math.ceil((HEAD * rows) / e.size));
}

/**
 * What late expressions by row are computed from: early ones by row, and arrays that are no scalars.
 * @param uncut all rows are there: nothing is cut
 * @returns undefined where one of these has as many rows without being by row: it would be cut with them
 */
function borderOf(
  roots: readonly Expr[],
  depth: ReadonlyMap<Expr, number>,
  uncut = false,
): Expr[] | undefined {
  const border = new Set<Expr>();
  const seen = new Set<Expr>();
  const visit = (e: Expr): boolean => {
    if (seen.has(e)) return true;
    seen.add(e);
    return operands(e).every((arg, i) => {
      if (arg.byRow && depth.has(arg)) return visit(arg);
      const cut = !arg.byRow && sharesRows(e.node.kind, e.rank, arg, i) && arg.shape[0] === e.shape[0];
      if (cut && !uncut) return false;
      if (arg.byRow || arg.size > 1) border.add(arg);
      return true;
    });
  };
  return roots.every(visit) ? [...border] : undefined;
}

/** Inputs with a sample axis that some expression does not take row by row. */
function wholeInputs(roots: readonly Expr[]): Set<string> {
  const whole = new Set<string>();
  const seen = { rows: new Set<Expr>(), all: new Set<Expr>() };
  const visit = (e: Expr, all: boolean): void => {
    const done = all ? seen.all : seen.rows;
    if (done.has(e)) return;
    done.add(e);
    if (e.node.kind === 'input') {
      if (all && e.byRow) whole.add(e.node.name);
      return;
    }
    if (isAggregate(e)) {
      visit(e.args[0]!, false);
      return;
    }
    operands(e).forEach((arg, i) => {
      visit(arg, all || !e.byRow || !arg.byRow || !sharesRows(e.node.kind, e.rank, arg, i));
    });
  };
  for (const root of roots) visit(root, !root.byRow);
  return whole;
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

/** The expression whose value this one has: steps and names change nothing. */
export function bare(e: Expr): Expr {
  const { node, args } = e;
  return node.kind === 'step' || (node.kind === 'call' && !node.fused) ? bare(args[0]!) : e;
}

/** Elements of one row. */
export function rowSizeOf(e: Expr): number {
  return sizeOf(e.shape.slice(1));
}
