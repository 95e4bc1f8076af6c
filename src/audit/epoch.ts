/**
 * The batches of an epoch as one number: averaged as the version's loop does it, by an expression like any
 * other.
 */
import type { Engines } from '../engines/choose.js';
import { gradient } from '../expr/gradient.js';
import { type Expr, input } from '../expr/node.js';
import { Tracer } from '../frameworks/tracer.js';
import type { LoopRule, LoopValue } from '../loops/rule.js';
import type { NdArray } from '../tensor/ndarray.js';
import type { AnyArray } from '../tensor/stored.js';
import { averagedTotal } from '../text/total-formula.js';
import { type Audit, totalReduction } from './audit.js';
import type { BatchValues } from './batch.js';
import { type BatchOutput, type Evaluated, evaluateSteps } from './evaluate.js';
import { stepGraphs } from './graph.js';

export interface Batch extends BatchValues {
  readonly index: number;
  /** First row and the row after the last. */
  readonly rows: [number, number];
}

/** What all batches give together. */
export interface Epoch {
  readonly total: { value: number; value64: number };
  readonly totalFormula: string;
  readonly outputs: readonly BatchOutputOfEpoch[];
  /** ∂epoch value/∂batch loss for each output and batch. */
  readonly weights: readonly (readonly number[])[];
  /** What the total is shown in. */
  readonly totalDtype: string;
}
type BatchOutputOfEpoch = Pick<BatchOutput, 'value' | 'value64' | 'steps' | 'ledger'>;

/** The batches' losses averaged as the version's loop does it: an expression like any other. */
export async function epochOf(
  audit: Audit<AnyArray>,
  engines: Engines,
  batches: readonly Batch[],
): Promise<Epoch> {
  const { dtype } = engines.headline.info;
  const batch = batches[0]!;
  // An epoch of one batch is that batch, in every loop.
  if (batches.length === 1) {
    const { total, outputs } = batch;
    return {
      total,
      totalFormula: total.formula,
      outputs,
      weights: outputs.map(() => [1]),
      totalDtype: dtype,
    };
  }
  const rows = batches.map((b) => b.rows[1] - b.rows[0]);
  const average = async (
    of: LoopValue,
    losses: readonly number[],
    losses64: readonly number[],
    sizes: readonly number[] = rows,
  ) => {
    const rule = audit.rules.loop(of, audit.settings, { reduction: totalReduction(audit) });
    const trace = new Tracer();
    const counted = COUNTED[of === 'metric' ? 'weights' : 'rows'];
    const loss = input('batch_loss', [batches.length], { rows: 0 });
    const size = input(counted.symbol, [batches.length], { rows: 0 });
    const value = epochMean(rule, loss, size, counted.what, trace);
    const arrays = (values: readonly number[]) =>
      new Map([
        ['batch_loss', vector(values)],
        [counted.symbol, vector(sizes)],
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
  const alone = audit.outputs.length === 1;
  const countsOf = (i: number) => {
    const counts = batches.map((b) => b.outputs[i]!.counts);
    return counts.every((n) => n !== undefined) ? counts : undefined;
  };
  const metric = alone ? countsOf(0) : undefined;
  const total = await average(
    metric ? 'metric' : 'total',
    batches.map((b) => b.total.value),
    batches.map((b) => b.total.value64),
    metric,
  );
  // One output without anything added to it is the total.
  const same = alone && audit.outputs[0]!.lossWeight === 1 && Object.keys(audit.regularization).length === 0;
  const outputs = same ? [total] : [];
  for (const i of same ? [] : audit.outputs.keys())
    outputs.push(
      await average(
        countsOf(i) ? 'metric' : alone ? 'total' : 'output',
        batches.map((b) => b.outputs[i]!.value),
        batches.map((b) => b.outputs[i]!.value64),
        countsOf(i),
      ),
    );
  const totalDtype = total.arithmetic === 'float64' ? 'float64' : dtype;
  // Averaged alike, the outputs add up to the total as in each batch.
  const how = (e: Evaluated) => e.steps.map((s) => s.formula).join();
  const totalFormula = outputs.every((o) => how(o) === how(total))
    ? batch.total.formula
    : averagedTotal(how(total).replaceAll('batch_loss', 'batch_total'), batch.total.formula);
  return { total, totalFormula, outputs, weights: outputs.map((o) => o.weights), totalDtype };
}

/** What a mean over the batches counts each of them by. */
const COUNTED = {
  rows: { symbol: 'batch_rows', what: 'rows' },
  weights: { symbol: 'batch_weights', what: 'weights' },
} as const;

/** How the batches' losses become the epoch's number. @param what each batch is counted by */
function epochMean(rule: LoopRule, loss: Expr, size: Expr, what: string, trace: Tracer): Expr {
  if (rule.average === 'batches') {
    const mean = loss.mean(undefined, { counted: 'all batches' });
    return trace.step('epoch-mean', 'the plain mean of the batch losses', mean, 'loss');
  }
  const squared = rule.average === 'squared rows';
  const weight = squared ? size.square() : size;
  const weights = weight.sum(undefined, {
    counted: squared ? 'the squares of the rows of all batches' : `all ${what}`,
  });
  const sum = loss.mul(weight).sum();
  // All weights may be 0.
  const mean = what === 'weights' ? sum.divNoNan(weights) : sum.div(weights);
  const by = squared ? 'the squares of their rows' : `their ${what}`;
  return trace.step('epoch-mean', `the mean of the batch losses weighted by ${by}`, mean, 'loss');
}

function vector(values: readonly number[]): NdArray {
  return { dtype: 'float64', shape: [values.length], data: Float64Array.from(values) };
}
