/** The graph of one output for one number of rows, with everything the report asks of it. */
import { formula } from '../expr/formula.js';
import { shares } from '../expr/gradient.js';
import type { StepInfo } from '../expr/kinds.js';
import { type Expr, input } from '../expr/node.js';
import { type Ratio, ratioOf } from '../expr/ratio.js';
import { topological } from '../expr/walk.js';
import { Tracer } from '../frameworks/tracer.js';
import { isInteger, type NdArray } from '../tensor/ndarray.js';
import type { Audit, AuditOutput } from './audit.js';

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
  /** ∂value/∂score · score: divided by the value, each score's share in it. */
  readonly share?: Expr;
  /** Why there are no shares. */
  readonly noShares?: string;
  readonly steps: readonly StepGraph[];
  readonly ledger?: LedgerGraph;
}

/** The arrays of an output under the names that the graph gives its inputs. */
export function outputArrays(output: AuditOutput): Map<string, NdArray> {
  const arrays = new Map<string, NdArray>([
    ['y_true', output.yTrue],
    ['y_pred', output.yPred],
  ]);
  if (output.mask) arrays.set('mask', output.mask);
  if (output.sampleWeight) arrays.set('sample_weight', output.sampleWeight);
  return arrays;
}

/**
 * @param rows number of rows of the batch
 * @param evenBatches see ObjectiveRequest
 * @throws LossauditError for what the framework refuses
 */
export function outputGraph(
  output: AuditOutput,
  rows: number,
  { rules, settings }: Pick<Audit, 'rules' | 'settings'>,
  evenBatches: boolean,
): OutputGraph {
  const { classIndices } = rules.findLoss(output.loss);
  const arrays = outputArrays(output);
  const named = (name: string, exact = false): Expr | undefined => {
    const shape = arrays.get(name)?.shape;
    if (!shape) return undefined;
    if (shape.length === 0) return input(name, [], { exact });
    // An array with other rows than y_pred is never cut into batches: y_pred's first axis holds classes.
    const own = shape[0] === output.yPred.shape[0];
    return input(name, [own ? rows : shape[0], ...shape.slice(1)], { rows: own ? 0 : undefined, exact });
  };
  const trace = new Tracer();
  const { value, score, perSample } = rules.objective({
    loss: output.loss,
    params: output.params,
    yTrue: named('y_true', classIndices) as Expr,
    yPred: named('y_pred') as Expr,
    integerTargets: isInteger(output.yTrue.dtype),
    integerPredictions: isInteger(output.yPred.dtype),
    mask: named('mask'),
    sampleWeight: named('sample_weight'),
    classWeight: output.classWeight,
    evenBatches,
    settings,
    trace,
  });
  const whole = ratioOf(value, true);
  const share = shares(value, score);
  return {
    value,
    score,
    perSample,
    ...('operation' in share ? { noShares: `${formula(share.operation)} has no derivative` } : { share }),
    steps: stepGraphs(trace),
    ledger: whole && ledgerOf(whole),
  };
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
  const [expr] = step.args;
  const scalar = ownScalar(expr);
  const ratio = scalar && ratioOf(scalar, false);
  if (ratio) return ledgerOf(ratio);
  if (expr.node.kind === 'reduce' && expr.node.op === 'mean' && expr.rank > 0) {
    const count = expr.args[0].size / Math.max(1, expr.size);
    return { denominator: count, counted: 'values of each sample', formula: formula(expr) };
  }
  return undefined;
}

/** The first scalar below that adds something up, not looking inside earlier steps. */
function ownScalar(expr: Expr): Expr | undefined {
  if (expr.node.kind === 'step') return undefined;
  const adds = (e: Expr) => e.node.kind === 'reduce' && (e.node.op === 'sum' || e.node.op === 'mean') && e.rank === 0;
  if (expr.rank === 0) return topological([expr]).some(adds) ? expr : undefined;
  for (const arg of expr.args) {
    const found = ownScalar(arg);
    if (found) return found;
  }
  return undefined;
}
