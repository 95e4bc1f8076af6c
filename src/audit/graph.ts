/** The graph of one output for one number of rows, with everything the report asks of it. */
import { formula } from '../expr/formula.js';
import { shares } from '../expr/gradient.js';
import type { StepInfo } from '../expr/kinds.js';
import { type Expr, input } from '../expr/node.js';
import { type Ratio, ratioOf } from '../expr/ratio.js';
import { topological } from '../expr/walk.js';
import { Tracer } from '../frameworks/tracer.js';
import { type Arithmetic, isInteger, isNdArray, type NdArray } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';
import { once } from '../text/kept.js';
import type { AuditOutput } from './audit.js';
import { rowsOfOutput } from './rows.js';

export interface StepGraph {
  readonly info: StepInfo;
  readonly expr: Expr;
  readonly formula: string;
  readonly ledger?: LedgerGraph;
}

/** Numerator and denominator as expressions; without a numerator where it is one per sample. */
export interface LedgerGraph {
  readonly numerator?: Expr;
  readonly denominator: Expr | number;
  readonly counted: string;
  readonly formula: string;
}

export interface OutputGraph {
  readonly value: Expr;
  readonly score: Expr;
  readonly perSample: Expr;
  /** See Objective. */
  readonly counts?: Expr;
  /** ∂value/∂score · score: divided by the value, each score's share in it. */
  readonly share?: Expr;
  /** Why there are no shares. */
  readonly noShares?: string;
  readonly steps: readonly StepGraph[];
  readonly ledger?: LedgerGraph;
}

/**
 * The arrays of an output under the names that the graph gives its inputs: slots, and parameters that are
 * arrays.
 */
export function outputArrays<A extends AnyArray>({
  arrays,
  params,
}: AuditOutput<A>): Map<string, A | NdArray> {
  const named = new Map<string, A | NdArray>();
  for (const name of Object.keys(arrays)) {
    const value = arrays[name];
    if (value) named.set(name, value);
  }
  for (const name of Object.keys(params)) {
    const value = params[name];
    if (isNdArray(value)) named.set(name, value);
  }
  return named;
}

/**
 * @param output with the arrays of one batch
 * @param evenBatches,dtype see ObjectiveRequest
 * @throws LossauditError for what the framework refuses
 */
export function outputGraph(
  output: AuditOutput<AnyArray>,
  evenBatches: boolean,
  dtype: Arithmetic,
): OutputGraph {
  const { use, classWeight, mixed } = output;
  const named = [...outputArrays(output)];
  const trace = new Tracer();
  const {
    value,
    score,
    perSample,
    degree = 1,
    counts,
  } = use.objective({
    arrays: Object.fromEntries(named.map(([name, a]) => [name, inputOf(name, a, output)])),
    integers: new Set(named.flatMap(([name, a]) => (isInteger(a.dtype) ? [name] : []))),
    dtypes: Object.fromEntries(named.map(([name, a]) => [name, a.dtype])),
    dtype,
    // In another arithmetic all arrays are converted to it first.
    mixed: mixed?.of === dtype ? mixed.slots : undefined,
    classWeight,
    evenBatches,
    trace,
  });
  // A `check` of values that fit asks for none of these.
  const steps = once(() => stepGraphs(trace));
  const share = once(() => shares(value, score));
  const ledger = once(() => {
    const whole = ratioOf(value, true);
    return whole && ledgerOf(whole);
  });
  return {
    value,
    score,
    perSample,
    counts,
    get share() {
      const all = share();
      if ('operation' in all) return undefined;
      return degree === 1 ? all : all.div(degree);
    },
    get noShares() {
      const all = share();
      return 'operation' in all ? `${formula(all.operation)} has no derivative` : undefined;
    },
    get steps() {
      return steps();
    },
    get ledger() {
      return ledger();
    },
  };
}

/** A caller may pass arrays of other rows than the leading one, which a file may not: they are read whole. */
function inputOf(name: string, { shape }: AnyArray, output: AuditOutput<AnyArray>): Expr {
  const { slots, rows } = output.use;
  const axis = rows[name];
  const fits = axis !== undefined && shape[axis] === rowsOfOutput(output);
  return input(name, shape, { rows: fits ? axis : undefined, exact: slots[name]?.exact });
}

/** The named steps with their formulas and ledgers. */
export function stepGraphs(trace: Tracer): StepGraph[] {
  return trace.steps.map((expr) => {
    if (expr.node.kind !== 'step') throw new Error('a traced expression is a step');
    return { info: expr.node.step, expr, formula: formula(expr), ledger: stepLedger(expr) };
  });
}

function ledgerOf(ratio: Ratio): LedgerGraph {
  return {
    numerator: ratio.numerator,
    denominator: ratio.denominator,
    counted: ratio.counted.join('; '),
    formula: formula(ratio.numerator.div(ratio.denominator)),
  };
}

/** The division that a step itself makes, its operands being the steps before it. */
function stepLedger(step: Expr): LedgerGraph | undefined {
  const expr = step.args[0]!;
  const scalar = ownScalar(expr);
  const ratio = scalar && ratioOf(scalar, false);
  if (ratio) return ledgerOf(ratio);
  if (expr.node.kind === 'reduce' && expr.node.op === 'mean' && expr.rank > 0) {
    const count = expr.args[0]!.size / Math.max(1, expr.size);
    return { denominator: count, counted: 'values of each sample', formula: formula(expr) };
  }
  return undefined;
}

/** The first scalar below that adds something up, not looking inside earlier steps. */
function ownScalar(expr: Expr): Expr | undefined {
  if (expr.node.kind === 'step') return undefined;
  const adds = (e: Expr) =>
    e.node.kind === 'reduce' && (e.node.op === 'sum' || e.node.op === 'mean') && e.rank === 0;
  if (expr.rank === 0) return topological([expr]).some(adds) ? expr : undefined;
  for (const arg of expr.args) {
    const found = ownScalar(arg);
    if (found) return found;
  }
  return undefined;
}
