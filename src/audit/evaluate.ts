/** One output for one batch on both engines: its value, steps, ledgers, per-sample scores and shares. */

import type { Engines } from '../engines/choose.js';
import type { Engine } from '../engines/engine.js';
import type { ArrayRecord } from '../engines/record.js';
import type { Job, Together } from '../engines/together.js';
import type { StepInfo } from '../expr/kinds.js';
import type { Expr } from '../expr/node.js';
import type { AnyArray } from '../tensor/stored.js';
import type { LedgerGraph, OutputGraph, StepGraph } from './graph.js';

export interface LedgerValues {
  readonly numerator: number | null;
  readonly denominator: number;
  readonly counted: string;
  readonly formula: string;
}

export interface StepValues {
  readonly info: StepInfo;
  readonly formula: string;
  readonly headline: ArrayRecord;
  readonly reference: ArrayRecord;
  readonly ledger?: LedgerValues;
}

export interface Evaluated {
  readonly value: number;
  readonly value64: number;
  readonly steps: readonly StepValues[];
}

export interface BatchOutput extends Evaluated {
  readonly ledger?: LedgerValues;
  /** Left out where nobody will look at it. */
  readonly perSample?: ArrayRecord;
  /** What the value of a metric divides by. */
  readonly counts?: number;
  /** score · ∂value/∂score, in float64; left out where an operation has no derivative. */
  readonly share?: ArrayRecord;
  /** Why there are no shares. */
  readonly noShares?: string;
  /** How often the rows were gone through. */
  readonly passes: number;
}

/** The largest shares are told of arrays that are too long to show. */
export const MOST_SHARES = 10;

/** What nobody will look at. */
export interface Brief {
  /** Values and ledgers alone: no steps, no shares. */
  readonly brief?: boolean;
  /** No ledgers either. */
  readonly bare?: boolean;
  /** No value of each sample. */
  readonly whole?: boolean;
}

/** What the engines are asked of an output, and what their answers are. */
export interface OutputQuestion {
  readonly jobs: readonly Job[];
  readonly answer: (together: Together) => BatchOutput;
}

export function questionOf(graph: OutputGraph, engines: Engines, options: Brief): OutputQuestion {
  const wanted = new Wanted();
  const value = wanted.ask(graph.value);
  const perSample = options.whole ? undefined : wanted.ask(graph.perSample);
  const counts = graph.counts && wanted.ask(graph.counts);
  const share = options.brief ? undefined : graph.share;
  const steps = (options.brief ? [] : graph.steps).map((s) => ({
    graph: s,
    at: wanted.ask(s.expr),
    ledger: wanted.askLedger(s.ledger),
  }));
  const ledger = wanted.askLedger(options.bare ? undefined : graph.ledger);
  // The reference comes first: it is the one that refuses values with a message.
  const largest = share && { of: share, count: MOST_SHARES };
  const jobs = [
    { engine: engines.reference, roots: share ? [...wanted.roots, share] : wanted.roots, largest },
    ...(engines.headline === engines.reference ? [] : [{ engine: engines.headline, roots: wanted.roots }]),
  ];
  const answer = ({ records: [reference = [], headline = reference], passes }: Together): BatchOutput => ({
    passes,
    value: headline[value]!.values[0]!,
    value64: reference[value]!.values[0]!,
    ...(perSample !== undefined && { perSample: headline[perSample]! }),
    ...(counts !== undefined && { counts: reference[counts]!.values[0]! }),
    share: share && reference[wanted.roots.length],
    noShares: options.brief ? undefined : graph.noShares,
    ledger: ledger(headline),
    steps: steps.map((s) => stepValues(s.graph, headline[s.at]!, reference[s.at]!, s.ledger(headline))),
  });
  return { jobs, answer };
}

/** The steps and the value of a small graph over arrays that differ between the engines. */
export async function evaluateSteps(
  value: Expr,
  steps: readonly StepGraph[],
  arrays: ReadonlyMap<string, AnyArray>,
  arrays64: ReadonlyMap<string, AnyArray>,
  headlineEngine: Engine,
  referenceEngine: Engine,
): Promise<Evaluated & { ledger?: LedgerValues }> {
  const wanted = new Wanted();
  const at = wanted.ask(value);
  const asked = steps.map((s) => ({ graph: s, at: wanted.ask(s.expr), ledger: wanted.askLedger(s.ledger) }));
  const keep = Number.POSITIVE_INFINITY;
  const reference = await referenceEngine.evaluate(wanted.roots, arrays64, keep);
  const headline = await headlineEngine.evaluate(wanted.roots, arrays, keep);
  const values = asked.map((s) => stepValues(s.graph, headline[s.at]!, reference[s.at]!, s.ledger(headline)));
  return {
    value: headline[at]!.values[0]!,
    value64: reference[at]!.values[0]!,
    steps: values,
    ledger: values.at(-1)?.ledger,
  };
}

function stepValues(
  graph: StepGraph,
  headline: ArrayRecord,
  reference: ArrayRecord,
  ledger?: LedgerValues,
): StepValues {
  return { info: graph.info, formula: graph.formula, headline, reference, ledger };
}

/** The roots of one evaluation, asked for by position. */
class Wanted {
  readonly roots: Expr[] = [];

  ask(expr: Expr): number {
    return this.roots.push(expr) - 1;
  }

  askLedger(ledger: LedgerGraph | undefined): (records: readonly ArrayRecord[]) => LedgerValues | undefined {
    if (!ledger) return () => undefined;
    const { counted, formula, denominator } = ledger;
    const top = ledger.numerator && this.ask(ledger.numerator);
    const bottom = typeof denominator === 'number' ? undefined : this.ask(denominator);
    return (records) => ({
      numerator: top === undefined ? null : records[top]!.values[0]!,
      denominator: bottom === undefined ? (denominator as number) : records[bottom]!.values[0]!,
      counted,
      formula,
    });
  }
}
